using System.Runtime.InteropServices;

namespace ActorServer.Native.Globalization;

/// <summary>The library from which .NET knows cultures.</summary>
internal static partial class Icu
{
    /// <summary>Whether the runtime finds one. The search is its own: which file it is, and which versions are good, is its business.</summary>
    public static bool IsInstalled()
    {
        try
        {
            return LoadIcu() != 0;
        }
        catch (TypeLoadException)
        {
            // A runtime that searches in another way says itself what it lacks.
            return true;
        }
    }

    [LibraryImport("libSystem.Globalization.Native", EntryPoint = "GlobalizationNative_LoadICU")]
    private static partial int LoadIcu();
}
