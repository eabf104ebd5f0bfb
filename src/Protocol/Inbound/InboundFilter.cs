using System.Runtime.Serialization;
using System.Text;
using ActorServer.Protocol.Serialization;
using Akka.Actor;
using Akka.Event;

namespace ActorServer.Protocol.Inbound;

/// <summary>
/// Decides for each frame of one association whether it is delivered, before Akka.Remote reads it. Code in a worker
/// may be hostile: it must reach what was granted to its host, and nothing else, not even
/// a deserializer. Used by one reader at a time.
/// </summary>
internal sealed class InboundFilter(
    Address local, Address remote, AdmittedHost host, AdmittedHosts credentials, Akka.Serialization.Serialization serialization, ILoggingAdapter log)
{
    /// <summary>Where Akka.Remote watches other systems; it answers heartbeats and takes the answers to its own.</summary>
    public const string RemoteWatcher = "/system/remote-watcher";

    private const string NobodyPath = "/system/withheld";

    private readonly string _localPrefix = AkkaAddress(local);
    private readonly string _remotePrefix = AkkaAddress(remote);

    private readonly Lazy<ProtocolSerializer> _formats = new(() => (ProtocolSerializer)serialization.FindSerializerForType(typeof(DroppedMessage)));

    private byte[] _rememberedRecipient = [];
    private string _rememberedPath = "";

    /// <summary>The path that the frame last admitted goes to, without address; null for none.</summary>
    public string? Recipient { get; private set; }

    /// <summary>Whether the frame last admitted brings bytes for a client, to where they go.</summary>
    public bool CarriesBytes { get; private set; }

    /// <summary>Whether the frame last admitted asks for a client's bytes, where they come from.</summary>
    public bool AsksForBytes { get; private set; }

    /// <summary>Whether the frame is delivered. If not, <paramref name="instead"/> may be a frame to deliver in its place.</summary>
    public bool Admits(ReadOnlySpan<byte> frame, out byte[]? instead)
    {
        instead = null;
        Recipient = null;
        CarriesBytes = false;
        AsksForBytes = false;
        try
        {
            var pdu = AkkaPdu.Read(frame);
            if (pdu.IsControl)
                return IsAdmittedControl(pdu) || Refuse("a control message that is not this host's");
            var envelope = AkkaEnvelope.Read(pdu.Payload);
            if (!envelope.HasMessage)
                return true;
            return AdmitsMessage(envelope, out instead);
        }
        catch (SerializationException fault)
        {
            return Refuse(fault.Message);
        }
    }

    private bool AdmitsMessage(AkkaEnvelope envelope, out byte[]? instead)
    {
        instead = null;
        var isNew = true;
        if (envelope.HasNumber && !host.Numbered.Follows(envelope.Number, out isNew))
            return Refuse("a message whose number leaves a gap");
        try
        {
            if (IsAdmitted(envelope, isNew))
                return true;
        }
        catch (SerializationException fault)
        {
            // Its number has been counted, so that Akka.Remote has to see it as well.
            instead = envelope.Withhold(_localPrefix + NobodyPath);
            return Refuse(fault.Message);
        }

        instead = envelope.Withhold(_localPrefix + NobodyPath);
        return MayBeLate(envelope)
            ? Drop("a message to a connection that is over")
            : Refuse("a message to an actor that was not granted, or of a kind that is not let in");
    }

    // Akka.Remote takes the peer's address from this message, not from the transport: a worker could say it is another one.
    private bool IsAdmittedControl(AkkaPdu pdu)
    {
        if (!pdu.HasOrigin)
            return true;
        if (pdu.OriginHost != remote.Host || pdu.OriginSystem != remote.System || pdu.OriginPort != remote.Port || pdu.OriginProtocol != remote.Protocol)
            return false;
        host.Numbered.Begin(pdu.OriginUid);
        return true;
    }

    private bool IsAdmitted(AkkaEnvelope envelope, bool isNew)
    {
        if (!IsFromThisHost(envelope.Sender) || PathOf(envelope.Recipient) is not { } path)
            return false;
        if (path == "/")
            return IsAdmittedSelection(envelope.Message);
        if (GrantFor(path) is not { } grant || !AdmittedKinds.Direct(envelope.Message))
            return false;
        if (AdmittedKinds.IsSystemMessage(envelope.Message) && !IsAdmittedSystemMessage(envelope, grant, isNew))
            return false;
        if (!IsReadable(envelope.Message))
            return false;
        Recipient = path;
        var isStream = host.Streams.Cover(path);
        CarriesBytes = isStream && AdmittedKinds.CarriesBytes(envelope.Message);
        AsksForBytes = isStream && AdmittedKinds.AsksForBytes(envelope.Message);
        return true;
    }

    // Of a kind that would have been let in before its recipient was over.
    private bool MayBeLate(AkkaEnvelope envelope) =>
        IsFromThisHost(envelope.Sender)
        && AdmittedKinds.Direct(envelope.Message)
        && PathOf(envelope.Recipient) is { } path
        && GrantFor(path) is null
        && host.Former.MayBeLate(path, envelope.Message.Message.Length);

    // Whose failure it is, is seen where its format is: as with any actor that ActorServer's own messages name.
    private bool IsAdmittedSystemMessage(AkkaEnvelope envelope, string grant, bool isNew) =>
        envelope.HasNumber
        && (AdmittedKinds.IsFailure(envelope.Message) || AkkaSystemMessage.IsOfItsOwn(envelope.Message, envelope.Recipient, _remotePrefix))
        && (!isNew || !AkkaSystemMessage.IsKept(envelope.Message.Manifest) || host.Numbered.MayBeKept(grant));

    // Akka.Remote writes a line into the log for each message that it cannot read, and for each that names an actor at an unknown address.
    private bool IsReadable(AkkaPayload message)
    {
        if (message.SerializerId == ProtocolSerializer.Id)
            return _formats.Value.Check(message.Message, Encoding.UTF8.GetString(message.Manifest)) is not { } named || AkkaActorRef.IsOn(_remotePrefix, named);
        MessageFormat.Walk(message.Message);
        return true;
    }

    // An answer goes to the sender: it must not be somebody else.
    private bool IsFromThisHost(string sender) =>
        sender.Length == 0 || AkkaActorRef.IsOn(_remotePrefix, sender);

    private bool IsAdmittedSelection(AkkaPayload selection)
    {
        if (selection.SerializerId != AdmittedKinds.Containers)
            return false;
        var target = AkkaSelection.Read(selection.Message);
        if (GrantFor(target.Path) is null || !AdmittedKinds.Selected(target.Payload) || !IsReadable(target.Payload))
            return false;
        Recipient = target.Path;
        return true;
    }

    private string? GrantFor(string path) => path == RemoteWatcher ? path : host.Grants.Covering(path);

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

    /// <summary>Counts what is not let in. Returns false.</summary>
    public bool Refuse(string what)
    {
        var plain = RefusalText.Of(what);
        host.Refused.Count(plain);
        return Drop(plain);
    }

    private bool Drop(string what)
    {
        credentials.CountDropped(host);
        log.Debug("Dropped from {0}: {1}", remote, what);
        return false;
    }

    /// <summary>An address as Akka.Remote writes it.</summary>
    public static string AkkaAddress(Address address) => $"akka.{address}";
}
