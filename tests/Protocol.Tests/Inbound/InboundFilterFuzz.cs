using ActorServer.Protocol.Inbound;
using ActorServer.Protocol.Remoting;
using ActorServer.Protocol.Serialization;
using ActorServer.Tests.Shared.Fuzzing;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;

namespace ActorServer.Protocol.Tests.Inbound;

/// <summary>
/// Whatever a worker sends as a frame, what is let in is for an actor that was granted, from an actor of the worker's own, and of a
/// kind that is admitted: not as the filter has read it, but as Akka.Remote will.
/// </summary>
public class InboundFilterFuzz : TestKit
{
    private const long Memory = 1024 * 1024;
    private const long MemoryForByte = 4 * 1024;
    private const string Granted = "/user/connections/c-1";
    private const int Misc = 16;
    private const int SystemMessages = 22;

    private static readonly Address Server = new("pair", "server", "server", 1);
    private static readonly Address Worker = new("pair", "worker", "w-1", 1);
    private static readonly string ServerPrefix = InboundFilter.AkkaAddress(Server);
    private static readonly string WorkerPrefix = InboundFilter.AkkaAddress(Worker);

    public InboundFilterFuzz()
        : base(RemotingConfig.ForServer([]), "server")
    {
    }

    [Fact]
    public void Any_frame_reaches_what_was_granted_or_nothing() => Fuzz.Run("inbound", Check, Memory, MemoryForByte);

    [Theory]
    [InlineData("write", true)]
    [InlineData("resume", true)]
    [InlineData("register", true)]
    [InlineData("child", true)]
    [InlineData("heartbeat", true)]
    [InlineData("watch", true)]
    [InlineData("supervise", true)]
    [InlineData("death", true)]
    [InlineData("selection", true)]
    [InlineData("associate", true)]
    [InlineData("not-granted", false)]
    [InlineData("upwards", false)]
    [InlineData("selection-wildcard", false)]
    [InlineData("sender-not-text", false)]
    [InlineData("recipient-not-text", false)]
    [InlineData("nacks-cut", false)]
    public void What_it_begins_with_is_let_in_or_not(string name, bool isAdmitted)
    {
        Assert.Equal(isAdmitted, FilterFor(NewHost()).Admits(Kept(name), out _));
    }

    [Theory]
    [InlineData("numbered-unreadable")]
    [InlineData("numbered-recipient-not-text")]
    public void A_number_whose_message_cannot_be_read_is_delivered_without_it(string name)
    {
        Assert.False(FilterFor(NewHost()).Admits(Kept(name), out var instead));
        Assert.Equal(0ul, new AkkaView(instead!).Number);
    }

    private static byte[] Kept(string name) => Corpus.Of("inbound").Inputs.Single(kept => kept.Name == name + ".hex").Input;

    private void Check(byte[] frame)
    {
        var host = NewHost();
        var filter = FilterFor(host);
        if (filter.Admits(frame, out var instead))
            CheckAdmitted(new AkkaView(frame), filter.Recipient);
        else if (instead is not null)
            Assert.Equal((ServerPrefix + "/system/withheld", "", ProtocolSerializer.Id, DroppedMessage.Manifest), Describe(new AkkaView(instead)));
        else
            Assert.True(host.Numbered.Follows(0, out var isNew) && isNew, "A number has vanished.");
    }

    // For each frame a host of its own: one that goes on with what is refused is let in no more.
    private static AdmittedHost NewHost()
    {
        var host = new AdmittedHost();
        host.Grants.Add(Granted);
        host.Streams.Add(Granted);
        host.Numbered.Begin(1);
        return host;
    }

    private InboundFilter FilterFor(AdmittedHost host) => new(Server, Worker, host, AdmittedHosts.For(Sys), Sys.Serialization, NoLogger.Instance);

    private static void CheckAdmitted(AkkaView frame, string? recipient)
    {
        if (frame.HasOrigin)
            Assert.Equal((Worker.System, Worker.Host!, (uint)Worker.Port!, Worker.Protocol), frame.Origin);
        if (!frame.HasMessage)
            return;
        Assert.True(frame.Sender.Length == 0 || frame.Sender.StartsWith(WorkerPrefix + "/", StringComparison.Ordinal), frame.Sender);
        Assert.True(recipient is InboundFilter.RemoteWatcher or Granted || recipient!.StartsWith(Granted + "/", StringComparison.Ordinal), recipient);
        Assert.True(ActorPath.TryParse(frame.Recipient, out var path), frame.Recipient);
        Assert.Equal(ServerPrefix, path.Address.ToString());
        if (path.ToStringWithoutAddress() == "/")
            Assert.Equal(AdmittedKinds.Containers, frame.Serializer);
        else
            Assert.Equal(recipient, path.ToStringWithoutAddress());
        Assert.Contains(frame.Serializer, new[] { AdmittedKinds.Containers, Misc, SystemMessages, ProtocolSerializer.Id });
    }

    private static (string Recipient, string Sender, int Serializer, string Manifest) Describe(AkkaView frame) =>
        (frame.Recipient, frame.Sender, frame.Serializer, frame.Manifest);
}
