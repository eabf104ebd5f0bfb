using System.Text.RegularExpressions;
using ActorServer.Server.Accepting;

namespace ActorServer.Server.Settings;

/// <summary>
/// Commands that take the network away from what they run. They do not take away a socket that it is given: whoever has one can
/// connect it anew (connect(2) with AF_UNSPEC), to whatever the network reaches in which it was made. So where bytes are handed off there is
/// a network for code in a worker. Where clients come to Unix sockets alone, or their TLS ends in the server, there is none: a worker
/// gets one end of a pair. Pure.
/// </summary>
internal static partial class NetworkIsolation
{
    // Of unshare and nsenter, where the next word is not the program yet.
    private static readonly string[] WithArgument = ["-S", "-G", "-R", "-w", "-t", "--setuid", "--setgid", "--root", "--wd", "--target"];

    /// <summary>A line for each service whose workers have lost the network but for that.</summary>
    public static IEnumerable<string> Warnings(ServerSettings settings)
    {
        foreach (var service in settings.Services)
        {
            if (service.Backend.Workers is { Relays: false } process && HasNetworkSocket(service) && Find(process.CommandPrefix) is { } command)
            {
                yield return $"service {service.Name}: {command} takes the network away from workers, but with byte-path = {process.BytePath} they have the client's socket, "
                    + $"and hostile code in them can connect that to all that the server's network reaches; set actor-server.backends.{service.Backend.Name}.byte-path = relay";
            }
        }
    }

    /// <summary>The words of a command that take the network away; null if none do.</summary>
    public static string? Find(IReadOnlyList<string> words)
    {
        for (var index = 0; index < words.Count; index++)
        {
            var program = Path.GetFileName(words[index]);
            if (Option(program, [.. words.Skip(index + 1)]) is { } option)
                return $"{program} {option}";
        }

        return null;
    }

    private static bool HasNetworkSocket(ServiceSettings service) => service.Tls is not { EndsInServer: true } && service.Listen.Addresses.Any(address => address is not ListenAddress.Unix);

    private static string? Option(string program, string[] options) => program switch
    {
        "unshare" or "nsenter" => options
            .TakeWhile((word, index) => word.StartsWith('-') || (index > 0 && WithArgument.Contains(options[index - 1])))
            .FirstOrDefault(word => NetOption().IsMatch(word)),
        "bwrap" => options.Contains("--share-net") ? null : Array.Find(options, option => option is "--unshare-net" or "--unshare-all"),
        "firejail" => Array.Find(options, option => option == "--net=none"),
        "systemd-run" => Array.Find(options, option => option.TrimStart('-', 'p') is "PrivateNetwork=yes" or "PrivateNetwork=true" or "PrivateNetwork=1" or "PrivateNetwork=on"),
        "ip" => options is ["netns" or "net", "exec", ..] ? "netns exec" : null,
        _ => null,
    };

    // Several letters may stand behind one dash.
    [GeneratedRegex(@"\A(--net(=.*)?|-[a-zA-Z]*n.*)\z")]
    private static partial Regex NetOption();
}
