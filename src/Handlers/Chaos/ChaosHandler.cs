using Akka.IO;

namespace ActorServer.Handlers;

/// <summary>
/// For seeing isolation with one's own eyes: does to itself what bad code does, on command. One command a line, one answer
/// a line. It may be used in every model, also where it hurts everybody: that is its purpose.
/// </summary>
/// <remarks>
/// <c>echo TEXT</c>, <c>whoami</c>, <c>count</c>, <c>find THING</c>, <c>throw</c>, <c>exit N</c>, <c>failfast</c>,
/// <c>stackoverflow</c>, <c>block 5s</c>, <c>spin 5s</c>, <c>leak 512MiB</c>, <c>flood 64MiB</c>; anything else is answered with <c>error: …</c>.
/// </remarks>
public sealed class ChaosHandler : ActorHandler
{
    private ChaosDialogue? _dialogue;

    private ChaosDialogue Dialogue => _dialogue ??= new ChaosDialogue(Connection);

    /// <inheritdoc/>
    protected override void OnReceived(ByteString data)
    {
        Dialogue.Received(data.ToReadOnlySpan());
        Proceed();
    }

    /// <inheritdoc/>
    protected override void OnPeerClosed()
    {
        Dialogue.InputEnded();
        Proceed();
    }

    /// <inheritdoc/>
    protected override void OnWritable() => Proceed();

    private void Proceed()
    {
        while (CanWrite && Dialogue.Next() is { } piece)
            Write(piece);
        if (Dialogue.IsOver)
            Close();
    }
}
