using ActorServer.Native.Calls;

namespace ActorServer.Native.Files;

/// <summary>Gives a file to a user and a group: chown(2).</summary>
internal static class FileOwnership
{
    private const uint AsItIs = uint.MaxValue;

    /// <summary>Changes what is not null; a symbolic link is not followed.</summary>
    /// <exception cref="UnauthorizedAccessException">That is not permitted.</exception>
    /// <exception cref="IOException">It cannot be done; the message is the system's.</exception>
    public static void Change(string path, uint? user, uint? group)
    {
        if (user is null && group is null)
            return;
        switch (Errno.Of(Libc.lchown(path, user ?? AsItIs, group ?? AsItIs)))
        {
            case 0:
                return;
            case Errno.EPERM:
                throw new UnauthorizedAccessException(Errno.Describe(Errno.EPERM));
            case var error:
                throw new IOException(Errno.Describe(error));
        }
    }
}
