using System.Buffers;
using ActorServer.Protocol.Handling;
using Akka.Configuration;
using Akka.IO;

namespace StaticFiles;

/// <summary>
/// The same as <see cref="StaticFilesHandler"/>, as an actor, which the <c>event</c> model needs: it never waits for a client.
/// It does wait for the disk, so it is for files that the kernel has in memory.
/// </summary>
public sealed class EventStaticFilesHandler(Config settings) : ActorHandler, IValidatesSettings, IPrepares
{
    private readonly Site _site = Site.Of(StaticFilesSettings.From(settings));
    private readonly RequestBuffer _requests = new();
    private ByteString _input = ByteString.Empty;
    private Response? _response;
    private bool _isDraining;
    private bool _hasPeerClosed;

    /// <inheritdoc/>
    public static void Validate(Config settings) => StaticFilesSettings.Check(settings);

    /// <inheritdoc/>
    public static Task PrepareAsync(Config settings, CancellationToken cancellation) => StaticFilesHandler.PrepareAsync(settings, cancellation);

    /// <inheritdoc/>
    protected override void OnReceived(ByteString data)
    {
        _input = _input.IsEmpty ? data : _input.Concat(data);
        Serve();
    }

    /// <inheritdoc/>
    protected override void OnWritable() => Serve();

    /// <inheritdoc/>
    protected override void OnPeerClosed()
    {
        _hasPeerClosed = true;
        Serve();
    }

    /// <inheritdoc/>
    protected override void OnDraining()
    {
        _isDraining = true;
        Serve();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _response?.Dispose();
        base.PostStop();
    }

    // Answers until the client has to send more, or to read what it was sent.
    private void Serve()
    {
        while (_response is not null || Next())
        {
            if (!Send())
                return;
            var keepsAlive = _response!.KeepsAlive;
            _response.Dispose();
            _response = null;
            if (!keepsAlive)
            {
                Close();
                return;
            }
        }

        if (_hasPeerClosed || _isDraining)
            Close();
    }

    private bool Next()
    {
        while (true)
        {
            if (_requests.Next() is { } request)
            {
                _response = _site.Answer(request, isLast: _isDraining);
                return true;
            }

            if (_input.IsEmpty)
                return false;
            var free = _requests.Free.Span;
            var count = Math.Min(_input.Count, free.Length);
            _input.CopyTo(ref free, 0, count);
            _requests.Add(count);
            _input = _input.Slice(count);
        }
    }

    // True when all is written.
    private bool Send()
    {
        var piece = ArrayPool<byte>.Shared.Rent(Response.Piece);
        try
        {
            while (CanWrite)
            {
                var count = _response!.Read(piece);
                if (count == 0)
                    return true;
                Write(piece.AsSpan(0, count));
            }

            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
