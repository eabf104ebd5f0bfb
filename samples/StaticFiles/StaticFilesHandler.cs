using System.Buffers;
using ActorServer.Protocol.Handling;
using Akka.Configuration;

namespace StaticFiles;

/// <summary>
/// Serves the files of a folder over HTTP/1.1 with persistent connections. Its settings: <c>root</c>, the folder's absolute
/// path; <c>index</c>, the file that answers for a folder (index.html); <c>dot-files</c>, whether names that begin with a dot
/// are served (off).
/// </summary>
/// <remarks>
/// It has a thread of its own, so it simply waits: for a request, for the disk, for a client that reads slowly. How long a
/// silent client may stay is for its service to say, with <c>limits.idle-timeout</c>; when the server drains, a client that asks
/// is told that the answer is the last, and one that says nothing stays until that timeout or the drain's deadline.
/// </remarks>
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
        using var response = Site.Of(StaticFilesSettings.From(settings)).Answer(requests.Next()!, isLast: true);
        Send(response, Stream.Null);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
    {
        var requests = new RequestBuffer();
        for (var more = true; more && Receive(requests, stream) is { } request;)
        {
            using var response = _site.Answer(request, isLast: connection.Draining.IsCancellationRequested);
            Send(response, stream);
            more = response.KeepsAlive;
        }

        return Task.CompletedTask;
    }

    private static Request? Receive(RequestBuffer requests, Stream stream)
    {
        while (true)
        {
            if (requests.Next() is { } request)
                return request;
            var count = stream.Read(requests.Free.Span);
            if (count == 0)
                return null;
            requests.Add(count);
        }
    }

    // The piece is rented for each response: a client that says nothing holds none.
    private static void Send(Response response, Stream stream)
    {
        var piece = ArrayPool<byte>.Shared.Rent(Response.Piece);
        try
        {
            while (response.Read(piece) is > 0 and var count)
                stream.Write(piece, 0, count);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
