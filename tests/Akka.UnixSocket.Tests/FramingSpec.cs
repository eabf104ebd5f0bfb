using System.Buffers.Binary;
using System.Net.Sockets;
using ActorServer.Tests.Shared;
using CsCheck;
using Google.Protobuf;

namespace ActorServer.UnixSocket.Tests;

/// <summary>Frames are the same however their bytes come in, and bytes that are none do no harm.</summary>
public class FramingSpec
{
    private const int Maximum = 40_000;

    // What the reader may hold: the largest frame, rounded up as the pool does.
    private const int MostMemory = 64 * 1024;

    private static readonly Gen<byte[]> Payload = Gen.OneOf(Gen.Byte.Array[1, 50], Gen.Byte.Array[1, 3_000], Gen.Int[30_000, Maximum].Select(length => new byte[length]));

    [Fact]
    public void Any_split_of_the_bytes_should_give_the_same_frames() =>
        Gen.Select(Payload.Array[1, 12], Gen.Int[1, 20_000].Array[1, 40]).Sample(
            (payloads, cuts) =>
            {
                using var reading = new Reading();
                var received = reading.Of(Pieces([.. payloads.SelectMany(Framed)], cuts));
                return received.Count == payloads.Length && received.Zip(payloads).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
            },
            iter: 200);

    [Fact]
    public void Every_byte_alone_should_give_the_same_frames() =>
        Gen.Byte.Array[1, 60].Array[1, 5].Sample(
            payloads =>
            {
                using var reading = new Reading();
                var received = reading.Of(Pieces([.. payloads.SelectMany(Framed)], [1]));
                return received.Zip(payloads).Count(pair => pair.First.AsSpan().SequenceEqual(pair.Second)) == payloads.Length;
            },
            iter: 50);

    [Fact]
    public void Garbage_should_be_refused_or_be_frames_within_the_limit_and_cost_no_more_memory() =>
        Gen.Select(Gen.Byte.Array[0, 30_000], Gen.Int[1, 5_000].Array[1, 10]).Sample(
            (garbage, cuts) =>
            {
                using var reading = new Reading();
                try
                {
                    return reading.Of(Pieces(garbage, cuts)).All(frame => frame.Length is > 0 and <= Maximum);
                }
                catch (InvalidDataException)
                {
                    return true;
                }
                finally
                {
                    Assert.InRange(reading.MostMemory, 0, MostMemory);
                }
            },
            iter: 300);

    [Fact]
    public void Garbage_after_a_frame_should_not_take_the_frame_back() =>
        Gen.Select(Gen.Byte.Array[1, 5_000], Gen.Int[Maximum + 1, int.MaxValue]).Sample(
            (payload, announced) =>
            {
                using var reading = new Reading();
                var header = new byte[sizeof(int)];
                BinaryPrimitives.WriteInt32BigEndian(header, announced);
                Assert.Throws<InvalidDataException>(() => reading.Of([[.. Framed(payload), .. header]]));
                return reading.Frames.Count == 1 && reading.Frames[0].AsSpan().SequenceEqual(payload);
            },
            iter: 100);

    [Fact]
    public void What_is_sent_should_be_what_is_read() =>
        Payload.Array[1, 20].Sample(
            async payloads =>
            {
                using var pair = new UnixSocketPair();
                var sender = new FrameSender(pair.One, Limits);
                var received = Task.Run(() => Reading.UntilTheEnd(new FrameReader(pair.Other, Maximum)));
                foreach (var payload in payloads)
                    Assert.True(sender.TrySend(ByteString.CopyFrom(payload)));
                await sender.CompleteAsync();
                pair.One.Shutdown(SocketShutdown.Send);
                Assert.Equal(payloads, await received);
            },
            iter: 50);

    private static FrameLimits Limits { get; } = new(Maximum, SendQueueBytes: 8 * 1024 * 1024);

    private static byte[] Framed(byte[] payload)
    {
        var frame = new byte[sizeof(int) + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length);
        payload.CopyTo(frame, sizeof(int));
        return frame;
    }

    private static IEnumerable<byte[]> Pieces(byte[] bytes, int[] cuts)
    {
        var start = 0;
        for (var cut = 0; start < bytes.Length; cut++)
        {
            var end = Math.Min(bytes.Length, start + cuts[cut % cuts.Length]);
            yield return bytes[start..end];
            start = end;
        }
    }

    /// <summary>A reader that is given one piece after the other.</summary>
    private sealed class Reading : IDisposable
    {
        private readonly UnixSocketPair _pair = new();
        private readonly FrameReader _reader;

        public Reading() => _reader = new FrameReader(_pair.Other, Maximum);

        public List<byte[]> Frames { get; } = [];

        public int MostMemory { get; private set; }

        public static async Task<List<byte[]>> UntilTheEnd(FrameReader reader)
        {
            var frames = new List<byte[]>();
            while (await reader.FillAsync())
                Take(reader, frames);
            reader.ReturnBuffer();
            return frames;
        }

        public List<byte[]> Of(IEnumerable<byte[]> pieces)
        {
            foreach (var piece in pieces)
            {
                _pair.One.Send(piece);
                while (_pair.Other.Available > 0)
                    ReadOnce();
            }

            return Frames;
        }

        public void Dispose()
        {
            _reader.ReturnBuffer();
            _pair.Dispose();
        }

        private void ReadOnce()
        {
            Assert.True(_reader.FillAsync().AsTask().GetAwaiter().GetResult());
            MostMemory = Math.Max(MostMemory, _reader.BufferSize);
            Take(_reader, Frames);
        }

        private static void Take(FrameReader reader, List<byte[]> frames)
        {
            while (reader.TryRead(out var frame))
                frames.Add(frame.ToArray());
        }
    }
}
