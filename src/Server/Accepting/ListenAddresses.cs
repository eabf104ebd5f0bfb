using System.Globalization;
using System.Text;
using ActorServer.Native.Processes;
using ActorServer.Native.Sockets;
using ActorServer.Server.Configuration;

namespace ActorServer.Server.Accepting;

/// <summary>Reads where a service listens: <c>addresses</c>, or else <c>host</c> and <c>port</c>.</summary>
internal static class ListenAddresses
{
    /// <summary>The key of the list.</summary>
    public const string Key = "addresses";

    private const UnixFileMode AllOfAMode = (UnixFileMode)0x1FF;

    /// <summary>Whether there is a list; without it <c>host</c> and <c>port</c> count.</summary>
    public static bool AreListed(SectionReader listen) => listen.WordsOrWord(Key).Count > 0;

    /// <summary>All of them, at least one.</summary>
    /// <exception cref="ConfigurationError">One is wrong, or the list and <c>host</c> or <c>port</c> contradict each other.</exception>
    public static IReadOnlyList<ListenAddress> From(SectionReader listen)
    {
        // What is not used is checked as well.
        var alone = new ListenAddress.Internet(HostOf(listen), listen.Number("port", 0, 65535));
        var (mode, owner, group) = FileSettings(listen.Below("unix"));
        if (!AreListed(listen))
            return [alone];
        foreach (var key in new[] { "host", "port" })
        {
            if (listen.IsOwn(key))
                throw listen.Wrong(key, $"where listen.{Key} is set it says where to listen ({listen.Place(Key)}); change that, or set it to [] so that host and port count");
        }

        return [.. listen.WordsOrWord(Key).Select(text => Parse(listen, text, path => new UnixSocketFile(path, mode, owner, group)))];
    }

    private static ListenAddress Parse(SectionReader listen, string text, Func<string, UnixSocketFile> file)
    {
        if (ListenAddressText.UnixPath(text) is not { } path)
            return ListenAddressText.Internet(text) ?? throw Wrong(listen, text, ListenAddressText.Allowed);
        var full = listen.FullPath(Key, path);
        return Encoding.UTF8.GetByteCount(full) is var length && length <= UnixBinding.LongestPath
            ? new ListenAddress.Unix(file(full))
            : throw Wrong(listen, text, string.Create(CultureInfo.InvariantCulture, $"the path {full} has {length} bytes, and that of a Unix socket has at most {UnixBinding.LongestPath}"));
    }

    private static ConfigurationError Wrong(SectionReader listen, string address, string why) =>
        new($"{ConfigTree.Quoted(address)} in {listen.Place(Key)} is not allowed: {why}");

    private static string HostOf(SectionReader listen)
    {
        var text = listen.Text("host");
        var host = text.StartsWith('[') ? HostText.WithoutBrackets(text) : text;
        return host is { Length: > 0 } ? host : throw listen.Wrong("host", "an IP address, such as 127.0.0.1, ::1 or [::1], or a name");
    }

    private static (UnixFileMode Mode, uint? Owner, uint? Group) FileSettings(SectionReader unix) => (
        ModeOf(unix),
        Account(unix, "owner", AccountNames.User, "a user of this system by name, or a number"),
        Account(unix, "group", AccountNames.Group, "a group of this system by name, or a number"));

    private static UnixFileMode ModeOf(SectionReader unix)
    {
        var text = unix.Text("mode");
        if (text.Length is < 3 or > 4 || !text.All(digit => digit is >= '0' and <= '7'))
            throw unix.Wrong("mode", "three octal digits, such as 0660 or 0600");
        var mode = (UnixFileMode)Convert.ToInt32(text, 8);
        return (mode & ~AllOfAMode) == 0 ? mode : throw unix.Wrong("mode", "three octal digits, such as 0660 or 0600");
    }

    private static uint? Account(SectionReader unix, string key, Func<string, uint?> find, string allowed)
    {
        var text = unix.Text(key);
        if (text.Length == 0)
            return null;
        // The highest number means none.
        var number = uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var written) && written < uint.MaxValue ? written : (uint?)null;
        return find(text) ?? number ?? throw unix.Wrong(key, $"{allowed}; empty leaves it as it is");
    }
}
