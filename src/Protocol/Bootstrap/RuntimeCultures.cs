using System.Globalization;

namespace ActorServer.Protocol.Bootstrap;

/// <summary>
/// Whether this process knows cultures, which the .NET runtime decides when it starts: by <see cref="Variable"/>, or else by how
/// the program was built.
/// </summary>
internal static class RuntimeCultures
{
    /// <summary>The runtime's own variable: 1 for the invariant culture alone, 0 for all that ICU knows.</summary>
    public const string Variable = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";

    /// <summary>Whether there are others than the invariant one.</summary>
    public static bool AreKnown { get; } = Knows("en-US");

    /// <summary>
    /// Makes the invariant culture that of all threads, so that neither what is logged nor what handlers write depends on the
    /// language of the machine. A handler that wants another one sets it.
    /// </summary>
    public static void UseInvariant() =>
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;

    private static bool Knows(string name)
    {
        try
        {
            return CultureInfo.GetCultureInfo(name, predefinedOnly: true).Name == name;
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }
}
