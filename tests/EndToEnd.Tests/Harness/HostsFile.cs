namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>Names that one server alone finds: a file that is <c>/etc/hosts</c> in its mount namespace. Only root can do that.</summary>
internal sealed class HostsFile : IDisposable
{
    private const string Unshare = "/usr/bin/unshare";

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"e2e-{Guid.NewGuid():N}.hosts");

    public HostsFile(params string[] lines) => File.WriteAllLines(_file, lines);

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Obstacle =>
        !Environment.IsPrivilegedProcess ? "gives a server names of its own, which only root can" : File.Exists(Unshare) ? null : $"there is no {Unshare}";

    /// <summary>The words that start a server with it.</summary>
    public string[] With => By("mount --bind \"$0\" /etc/hosts", "--mount");

    /// <summary>The same in a network of its own, with IPv4 alone.</summary>
    public string[] WithoutIPv6 => By(
        "mount --bind \"$0\" /etc/hosts && ip link set lo up && for one in /proc/sys/net/ipv6/conf/*/disable_ipv6; do [ ! -e $one ] || echo 1 > $one; done",
        "--mount", "--net");

    public void Dispose() => File.Delete(_file);

    private string[] By(string preparing, params string[] namespaces) => [Unshare, .. namespaces, "sh", "-c", $"{preparing} && exec \"$@\"", _file];
}
