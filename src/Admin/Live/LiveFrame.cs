using System.Collections.Concurrent;
using System.Text.Json;
using ActorServer.Monitoring;

namespace ActorServer.Admin.Live;

/// <summary>What all viewers see of one second, written once for those who may use controls and once for each reason why others may not.</summary>
internal sealed class LiveFrame
{
    /// <summary>Keeps a connection alive when there is nothing new.</summary>
    public static readonly LiveFrame Nothing = new();

    private readonly LiveSnapshot? _snapshot;
    private readonly ConcurrentDictionary<string, byte[]> _written = new();

    public LiveFrame(LiveSnapshot snapshot) => _snapshot = snapshot;

    private LiveFrame()
    {
    }

    /// <summary>The event as it is sent.</summary>
    /// <param name="noControl">Why the viewer may not use controls; null where he may.</param>
    public byte[] For(string? noControl) =>
        _snapshot is null ? ": the server has not answered\n\n"u8.ToArray() : _written.GetOrAdd(noControl ?? "", static (why, snapshot) => Write(snapshot, why), _snapshot);

    // JSON has no line ends but those that it is indented with, and it is not.
    private static byte[] Write(LiveSnapshot snapshot, string why) =>
        [
            .. "event: snapshot\ndata: "u8,
            .. JsonSerializer.SerializeToUtf8Bytes(snapshot with { Control = why.Length == 0 ? null : why }, StatusJson.Default.LiveSnapshot),
            .. "\n\n"u8,
        ];
}
