using System.Collections.ObjectModel;
using ActorServer.Native.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Server.Hosting;

/// <summary>
/// The descriptors 0, 1 and 2 of this process, which whoever started it may have closed. Somebody else would get the numbers then: a
/// client's socket, on which handlers would print. The .NET runtime has even taken them for itself by the time this is called; the
/// only way to have them back is to run anew.
/// </summary>
internal static class StandardDescriptors
{
    private const int Count = 3;

    /// <summary>
    /// Has those that were closed opened on the null device; to be called before anything else. Returns when all are as they should
    /// be, or with the reason why they are not.
    /// </summary>
    public static string? Open()
    {
        var missing = Enumerable.Range(0, Count).Where(number => !IsInherited(number)).ToArray();
        return missing.Length == 0 ? null : Reexecution.Run(ReadOnlyDictionary<string, string>.Empty, missing);
    }

    // What is inherited has survived an exec; the runtime opens everything so that it does not.
    private static bool IsInherited(int number)
    {
        using var descriptor = new SafeFileHandle(number, ownsHandle: false);
        return Fcntl.IsOpen(descriptor) && !Fcntl.ClosesOnExecute(descriptor);
    }
}
