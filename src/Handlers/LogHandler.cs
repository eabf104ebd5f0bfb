using Akka.IO;

namespace ActorServer.Handlers;

/// <summary>
/// The classic text's service: prints <c>recv [127.0.0.1:41234]: hello\n</c> for each piece that the client sends, with
/// control characters and bytes that are not UTF-8 escaped, and at the end <c>closed [127.0.0.1:41234]</c>. Answers nothing.
/// </summary>
public sealed class LogHandler : ActorHandler
{
    private ClientLog? _log;

    private ClientLog Log => _log ??= new ClientLog(Connection.Peer);

    /// <inheritdoc/>
    protected override void OnReceived(ByteString data) => Log.Received(data.ToReadOnlySpan());

    /// <inheritdoc/>
    protected override void OnPeerClosed()
    {
        Log.Ended();
        Close();
    }

    /// <inheritdoc/>
    protected override void OnClosed(Tcp.ConnectionClosed how) => Log.Ended();
}
