using System.Text;
using ActorServer.Protocol.Serialization;
using ActorServer.Server.Arrival;
using ActorServer.Tests.Shared.Fuzzing;

namespace ActorServer.Server.Tests.Arrival;

/// <summary>
/// Whatever a proxy sends is a header or none, however it is cut; not a byte behind it is taken; and what it says means the same to
/// the worker that is told.
/// </summary>
public class ProxyHeaderFuzz
{
    private const long Memory = 64 * 1024;
    private const long MemoryForByte = 1024;

    [Fact]
    public void Any_bytes_are_a_header_or_none() => Fuzz.Run("proxy-header", Check, Memory, MemoryForByte);

    private static void Check(byte[] sent)
    {
        var whole = Read(sent, sent.Length, out var taken);
        Assert.False(whole.IsMalformed && whole.Header is not null);
        var cut = Read(sent, 1 + (sent.Length % 7), out var takenInPieces);
        Assert.Equal((whole.IsMalformed, Describe(whole.Header)), (cut.IsMalformed, Describe(cut.Header)));
        if (whole.Header is not { } header)
            return;
        Assert.Equal((header.Length, header.Length), (taken, takenInPieces));
        Assert.InRange(header.Length, 1, Math.Min(sent.Length, ProxyHeaderV2.Longest));
        CheckWorkersView(header);
    }

    private static ProxyHeaderReader Read(byte[] sent, int piece, out int taken)
    {
        var reader = new ProxyHeaderReader(ProxyVersions.One | ProxyVersions.Two);
        taken = 0;
        while (reader.IsWaiting && taken < sent.Length)
            taken += reader.Take(sent.AsSpan(taken, Math.Min(piece, sent.Length - taken)));
        return reader;
    }

    private static void CheckWorkersView(ProxyHeader header)
    {
        Assert.Equal(header.Client is null, header.Destination is null);
        Assert.Equal(header.Tlvs, ProxyTlvFields.Read(ProxyTlvFields.Write(header.Tlvs)));
        if (header.Client is null)
            return;
        var info = new ConnectionInfo("c-1", "default", "process", header.Client, header.Destination!) { ProxyTlvs = header.Tlvs };
        var told = ControlFormats.ReadConnectionInfo(ControlFormats.WriteConnectionInfo(info));
        Assert.Equal((info.Peer, info.Local), (told.Peer, told.Local));
        Assert.Equal(info.ProxyTlvs, told.ProxyTlvs);
        // It goes into a record.
        Assert.DoesNotContain($"{info.Peer} {info.Local}", letter => char.IsControl(letter));
    }

    private static string Describe(ProxyHeader? header)
    {
        var text = new StringBuilder();
        if (header is not null)
            text.Append($"{header.Length} {header.Client} {header.Destination}").AppendJoin(' ', header.Tlvs.Select(tlv => $"{tlv.Type} {Convert.ToHexString(tlv.Value.Span)}"));
        return text.ToString();
    }
}
