using ActorServer.UnixSocket;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace ActorServer.Protocol.Inbound;

/// <summary>
/// Lets in what one association with a host of little trust brings, as far as it is granted and as fast as it is dealt with. Akka.Remote puts
/// what it is given into mailboxes without bound; so after each batch of frames the recipients are asked whether they have come so far, and
/// no more than two batches are on the way. The host is not read either while it does not read what it is sent, nor faster than <see cref="FramePace"/>.
/// Used by one reader at a time.
/// </summary>
internal sealed class InboundGate(InboundFilter filter, InboundMarks marks, AdmittedHost host, FrameSender answers, TimeProvider time) : IInboundGate
{
    private const int FramesOfBatch = 256;
    private const int BytesOfBatch = 512 * 1024;
    private const int RecipientsOfBatch = 8;

    private readonly FramePace _pace = new(time);
    private readonly HashSet<string> _recipients = new(StringComparer.Ordinal);
    private int _frames;
    private int _bytes;
    private Task _batchBefore = Task.CompletedTask;

    /// <summary>Whether nothing more is to be delivered before <see cref="PaceAsync"/>.</summary>
    public bool IsFull => _frames >= FramesOfBatch || _bytes >= BytesOfBatch || _recipients.Count >= RecipientsOfBatch || IsShut;

    /// <summary>Whether the host goes on sending what is refused: nothing of it is let in any more.</summary>
    public bool IsShut => host.Refused.IsTooMuch;

    /// <summary>Delivers the frame, if it may be.</summary>
    public void Deliver(ReadOnlySpan<byte> frame, IHandleEventListener listener)
    {
        _frames++;
        _bytes += frame.Length;
        var isAdmitted = filter.Admits(frame, out var instead);
        if (isAdmitted && filter.AsksForBytes)
            _pace.CountAsking(answers.Taken);
        else if (!isAdmitted || !filter.CarriesBytes)
            _pace.Count();
        if (isAdmitted)
            listener.Notify(new InboundPayload(ByteString.CopyFrom(frame)));
        else if (instead is not null)
            listener.Notify(new InboundPayload(UnsafeByteOperations.UnsafeWrap(instead)));
        if (isAdmitted && filter.Recipient is { } recipient)
            _recipients.Add(recipient);
    }

    /// <summary>Counts what was not even a frame.</summary>
    public void Refuse(string what) => filter.Refuse(what);

    /// <summary>Completes when more may be delivered.</summary>
    public async Task PaceAsync(IHandleEventListener listener)
    {
        if (IsFull)
        {
            var batch = Mark(listener);
            await _batchBefore.ConfigureAwait(false);
            _batchBefore = batch;
        }

        await answers.RoomAsync().ConfigureAwait(false);
        await _pace.WaitAsync().ConfigureAwait(false);
    }

    private Task Mark(IHandleEventListener listener)
    {
        var answered = new List<Task>(_recipients.Count + 1);
        foreach (var recipient in _recipients.DefaultIfEmpty(null))
        {
            var mark = marks.Make(recipient);
            listener.Notify(new InboundPayload(UnsafeByteOperations.UnsafeWrap(mark.Frame)));
            answered.Add(mark.Answered);
        }

        _recipients.Clear();
        _frames = 0;
        _bytes = 0;
        return Task.WhenAll(answered);
    }
}
