namespace ActorServer.EndToEnd.Plugin;

/// <summary>A line <c>who</c> is answered with what the handler knows of its client; any other is echoed.</summary>
[NonBlocking]
public sealed class ProxiedHandler : StreamHandler
{
    /// <inheritdoc/>
    public override async Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(connection);
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\n" };
        while (await reader.ReadLineAsync(cancellation) is { } line)
            await writer.WriteLineAsync(line == "who" ? Describe(connection) : line);
    }

    private static string Describe(ConnectionInfo connection)
    {
        var tlvs = connection.ProxyTlvs.Select(tlv => $"{tlv.Type:x2}:{Convert.ToHexStringLower(tlv.Value.Span)}");
        return $"peer={PeerFormat.Format(connection.Peer)} local={PeerFormat.Format(connection.Local)} proxy={connection.Proxy?.ToString() ?? "none"} tlvs={string.Join(',', tlvs)}";
    }
}
