using System.Globalization;
using ActorServer.Native.Sockets;

namespace ActorServer.Server.Accepting;

/// <summary>One address that a service listens on, as it is configured.</summary>
internal abstract record ListenAddress
{
    /// <summary>A port over TCP.</summary>
    /// <param name="Host">An address, without brackets; a name; or <see cref="HostAddresses.All"/>.</param>
    /// <param name="Port">The port, the same at all addresses of a name; 0 lets the system choose.</param>
    internal sealed record Internet(string Host, int Port) : ListenAddress
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
    }

    /// <summary>A Unix socket.</summary>
    internal sealed record Unix(UnixSocketFile File) : ListenAddress
    {
        public override string ToString() => $"{ListenAddressText.UnixPrefix}{File.Path}";
    }
}
