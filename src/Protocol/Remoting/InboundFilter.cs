using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Event;

namespace ActorServer.Protocol.Remoting;

/// <summary>
/// Decides for each frame of one association whether it is delivered, before Akka.Remote reads it. Code in a worker
/// may be hostile, and has the worker's credential: it must reach what was granted to its host, and nothing else, not even
/// a deserializer. Used by one reader at a time.
/// </summary>
internal sealed class InboundFilter(Address local, Address remote, PathGrants grants, RemotingCredentials credentials, ILoggingAdapter log)
{
    /// <summary>Where Akka.Remote watches other systems; it answers heartbeats and takes the answers to its own.</summary>
    public const string RemoteWatcher = "/system/remote-watcher";

    private const string NobodyPath = "/system/withheld";

    private readonly string _localPrefix = AkkaAddress(local);
    private readonly string _remotePrefix = AkkaAddress(remote);

    private byte[] _rememberedRecipient = [];
    private string _rememberedPath = "";

    /// <summary>Whether the frame is delivered. If not, <paramref name="instead"/> may be a frame to deliver in its place.</summary>
    public bool Admits(ReadOnlySpan<byte> frame, out byte[]? instead)
    {
        instead = null;
        try
        {
            var pdu = AkkaPdu.Read(frame);
            if (pdu.IsControl)
                return IsAdmittedControl(pdu) || Drop("a control message that is not this host's");
            var envelope = AkkaEnvelope.Read(pdu.Payload);
            if (!envelope.HasMessage || IsAdmitted(envelope))
                return true;
            instead = envelope.Withhold(_localPrefix + NobodyPath);
            return Drop("a message to an actor that was not granted, or of a kind that is not let in");
        }
        catch (SerializationException fault)
        {
            return Drop(fault.Message);
        }
    }

    // Akka.Remote takes the peer's address from this message, not from the transport: a worker could say it is another one.
    private bool IsAdmittedControl(AkkaPdu pdu) =>
        !pdu.HasOrigin || (pdu.OriginHost == remote.Host && pdu.OriginSystem == remote.System && pdu.OriginPort == remote.Port && pdu.OriginProtocol == remote.Protocol);

    private bool IsAdmitted(AkkaEnvelope envelope) =>
        IsFromThisHost(envelope.Sender)
        && PathOf(envelope.Recipient) is { } path
        && (path == "/" ? IsAdmittedSelection(envelope.Message) : IsAdmittedRecipient(path) && AdmittedKinds.Direct(envelope.Message) && IsOfItsOwn(envelope));

    private bool IsOfItsOwn(AkkaEnvelope envelope) =>
        !AdmittedKinds.IsSystemMessage(envelope.Message) || AkkaSystemMessage.IsOfItsOwn(envelope.Message, envelope.Recipient, _remotePrefix);

    // An answer goes to the sender: it must not be somebody else.
    private bool IsFromThisHost(string sender) =>
        sender.Length == 0 || AkkaActorRef.IsOn(_remotePrefix, sender);

    private bool IsAdmittedSelection(AkkaPayload selection) =>
        selection.SerializerId == AdmittedKinds.Containers
        && AkkaSelection.Read(selection.Message) is { } target
        && IsAdmittedRecipient(target.Path)
        && AdmittedKinds.Selected(target.Payload);

    private bool IsAdmittedRecipient(string path) => path == RemoteWatcher || PathGrants.Cover(grants.Current, path);

    private string? PathOf(ReadOnlySpan<byte> recipient)
    {
        if (recipient.SequenceEqual(_rememberedRecipient))
            return _rememberedPath;
        var path = RecipientPath.Of(recipient, _localPrefix);
        if (path is null)
            return null;
        _rememberedRecipient = recipient.ToArray();
        _rememberedPath = path;
        return path;
    }

    private bool Drop(string what)
    {
        credentials.CountDropped();
        log.Debug("Dropped from {0}: {1}", remote, what);
        return false;
    }

    private static string AkkaAddress(Address address) => $"akka.{address}";
}
