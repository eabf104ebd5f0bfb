using System.Runtime.Serialization;
using System.Text;
using ActorServer.Protocol.Serialization;
using ActorServer.Tests.Shared.Fuzzing;
using ActorServer.UnixSocket;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorServer.Protocol.Tests.Serialization;

/// <summary>
/// Whatever bytes come as whatever message, there is a message or a SerializationException that the reader meant; the
/// check that comes before reading says the same; and a message that was read is written and read as itself.
/// </summary>
public class MessagesFuzz : TestKit
{
    private const long Memory = 4 * 1024 * 1024;
    private const long MemoryForByte = 4 * 1024;

    private readonly ProtocolSerializer _serializer;
    private readonly string[] _manifests;

    public MessagesFuzz()
        : base(EmbeddedConfig.Read(typeof(ProtocolSerializer).Assembly, "serialization.conf"))
    {
        var system = (ExtendedActorSystem)Sys;
        _serializer = new ProtocolSerializer(system);
        _manifests = [.. TcpFormats.All(system).Concat(ControlFormats.All(system)).Concat(HandOffFormats.All).Select(format => format.Manifest)];
    }

    [Fact]
    public void Any_bytes_are_a_message_or_a_serialization_exception() => Fuzz.Run("messages", Check, Memory, MemoryForByte);

    private void Check(byte[] bytes)
    {
        GoogleReader.AgreesOn(bytes);
        foreach (var manifest in _manifests)
        {
            var message = Read(() => _serializer.FromBinary(bytes.ToArray(), manifest));
            Assert.Equal(message is not null, Read(() => CheckFormat(bytes, manifest)) is not null);
            if (message is null)
                continue;
            var written = _serializer.ToBinary(message);
            Assert.Equal(manifest, _serializer.Manifest(message));
            var again = _serializer.FromBinary(written.ToArray(), manifest);
            Assert.Equal(AnyMessages.Describe(message), AnyMessages.Describe(again));
            Assert.Equal(Convert.ToHexString(written), Convert.ToHexString(_serializer.ToBinary(again)));
        }
    }

    private string CheckFormat(byte[] bytes, string manifest)
    {
        _serializer.Check(bytes, manifest);
        return manifest;
    }

    private static object? Read(Func<object> read)
    {
        try
        {
            return read();
        }
        catch (SerializationException refusal)
        {
            Assert.True(refusal.InnerException is null or DecoderFallbackException, refusal.ToString());
            return null;
        }
    }
}
