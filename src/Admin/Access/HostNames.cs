using System.Net;
using ActorServer.Admin.Listening;
using Microsoft.AspNetCore.Http;

namespace ActorServer.Admin.Access;

/// <summary>
/// By which names the application may be asked for. A name that somebody has made lead here would let his page read what it is not to: DNS
/// rebinding. Ports do not count, as a tunnel has its own.
/// </summary>
internal sealed class HostNames(AdminAddress address, IReadOnlyList<string> hosts)
{
    private const string Localhost = "localhost";

    private readonly string? _own = (address as AdminAddress.Internet)?.Host;

    /// <summary>Whether a request's <c>Host</c> will do.</summary>
    public bool Include(HttpContext context)
    {
        var host = context.Request.Host.Host;
        return Same(host, Localhost) || (_own is not null && Same(host, _own)) || hosts.Any(name => Same(host, name)) || IsOwnAddress(host, context.Connection.LocalIpAddress);
    }

    /// <summary>What is allowed, for a message.</summary>
    public string Allowed => string.Join(", ", new[] { _own, Localhost }.OfType<string>().Concat(hosts).Distinct());

    // No name leads to an address that is written as one.
    private static bool IsOwnAddress(string host, IPAddress? local) =>
        local is not null && IPAddress.TryParse(host, out var asked) && Plain(asked).Equals(Plain(local));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
