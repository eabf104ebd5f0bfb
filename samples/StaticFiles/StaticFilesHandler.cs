using System.Buffers;
using ActorServer;
using Akka.Configuration;

namespace StaticFiles;

/// <summary>
/// Serves the files of a folder over HTTP/1.1 with persistent connections. Its settings: <c>root</c>, the folder's absolute
/// path; <c>index</c>, the file that answers for a folder (index.html); <c>dot-files</c>, whether names that begin with a dot
/// are served (off).
/// </summary>
/// <remarks>
/// One loop for every isolation model: on a thread of its own its calls wait in the kernel, in <c>event</c> they give the thread
/// back; there it waits for the disk alone, so it is for files that the kernel has in memory. How long a silent client may stay
/// is for its service to say, with <c>limits.idle-timeout</c>. When the server drains, a client that asks is told that the answer
/// is the last; one that says nothing leaves at once in <c>event</c>, and with a thread of its own, where nothing can end a call
/// that waits, at that timeout or the drain's deadline.
/// </remarks>
[NonBlocking]
public sealed class StaticFilesHandler(Config settings) : StreamHandler, IValidatesSettings, IPrepares
{
    private readonly Site _site = Site.Of(StaticFilesSettings.From(settings));

    /// <inheritdoc/>
    public static void Validate(Config settings) => StaticFilesSettings.Check(settings);

    /// <inheritdoc/>
    /// <remarks>Answers a request of nobody's, so that all code is loaded and compiled when the first client comes.</remarks>
    public static Task PrepareAsync(Config settings, CancellationToken cancellation)
    {
        var request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8;
        var requests = new RequestBuffer();
        request.CopyTo(requests.Free.Span);
        requests.Add(request.Length);
        return AnswerAsync(Site.Of(StaticFilesSettings.From(settings)).Answer(requests.Next()!, isLast: true), Stream.Null, cancellation);
    }

    /// <inheritdoc/>
    public override async Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
    {
        var requests = new RequestBuffer();
        // A drain waits for a client's first request.
        var isFirst = true;
        for (var more = true; more && await ReceiveAsync(requests, stream, isFirst ? cancellation : connection.Draining, cancellation).ConfigureAwait(false) is { } request; isFirst = false)
        {
            var response = _site.Answer(request, isLast: connection.Draining.IsCancellationRequested);
            more = response.KeepsAlive;
            await AnswerAsync(response, stream, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The next request; null when the client sends no more, or is not waited for any longer.</summary>
    private static async ValueTask<Request?> ReceiveAsync(RequestBuffer requests, Stream stream, CancellationToken draining, CancellationToken cancellation)
    {
        while (true)
        {
            if (requests.Next() is { } request)
                return request;
            if (await ReadAsync(requests, stream, requests.IsBetweenRequests ? draining : cancellation).ConfigureAwait(false) is not (> 0 and var count))
                return null;
            requests.Add(count);
        }
    }

    private static async ValueTask<int> ReadAsync(RequestBuffer requests, Stream stream, CancellationToken cancellation)
    {
        try
        {
            return await stream.ReadAsync(requests.Free, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }

    // The piece is rented for each response: a client that says nothing holds none.
    private static async Task AnswerAsync(Response response, Stream stream, CancellationToken cancellation)
    {
        using var answered = response;
        var piece = ArrayPool<byte>.Shared.Rent(Response.Piece);
        try
        {
            while (response.Read(piece) is > 0 and var count)
                await stream.WriteAsync(piece.AsMemory(0, count), cancellation).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
