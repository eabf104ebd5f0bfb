using ActorServer.Protocol.Serialization;
using ActorServer.UnixSocket;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using CsCheck;

namespace ActorServer.Protocol.Tests.Serialization;

/// <summary>Our protobuf is Google's: each format, with any values, in both directions.</summary>
public class GoogleOracleSpec : TestKit
{
    private const int Runs = 3_000;

    private readonly ProtocolSerializer _serializer;
    private readonly Gen<object> _messages;

    public GoogleOracleSpec()
        : base(EmbeddedConfig.Read(typeof(ProtocolSerializer).Assembly, "serialization.conf"))
    {
        _serializer = new ProtocolSerializer((ExtendedActorSystem)Sys);
        _messages = AnyMessages.Of(TestActor);
    }

    [Fact]
    public void What_we_write_should_have_the_fields_that_Google_reads_and_writes() => _messages.Sample(
        message =>
        {
            var (ours, googles) = (_serializer.ToBinary(message), GoogleWriter.Write(message));
            Assert.Equal(GoogleReader.FieldsOf(googles), GoogleReader.FieldsOf(ours));
            Assert.Equal(Convert.ToHexString(googles), Convert.ToHexString(ours));
        },
        iter: Runs);

    [Fact]
    public void What_Google_writes_should_be_read_as_the_message_that_it_is() => _messages.Sample(
        message =>
        {
            var read = _serializer.FromBinary(GoogleWriter.Write(message), _serializer.Manifest(message));
            Assert.IsType(message.GetType(), read);
            Assert.Equal(Convert.ToHexString(GoogleWriter.Write(message)), Convert.ToHexString(GoogleWriter.Write(read)));
        },
        iter: Runs);

    [Fact]
    public void Every_format_should_be_among_the_messages()
    {
        var met = new HashSet<Type>();
        _messages.Sample(message => { met.Add(message.GetType()); }, iter: Runs, threads: 1);
        Assert.Empty(_serializer.Types.Except(met));
    }
}
