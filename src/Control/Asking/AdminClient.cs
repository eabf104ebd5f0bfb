using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ActorServer.Control.Finding;
using ActorServer.Monitoring;

namespace ActorServer.Control.Asking;

/// <summary>
/// Speaks to a server's admin application. Whatever comes of it that is not the answer is a <see cref="ControlError"/> that says what it
/// means for an operator.
/// </summary>
internal sealed class AdminClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly AdminTarget _target;
    private readonly HttpClient _http;

    public AdminClient(AdminTarget target)
    {
        _target = target;
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = Patience,
            ConnectCallback = (_, cancellation) => target.Address.ConnectAsync(cancellation),
        };
        _http = new HttpClient(handler) { BaseAddress = target.Address.Uri, Timeout = Timeout.InfiniteTimeSpan };
        if (target.Token is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", target.Token);
    }

    /// <summary>Where it is.</summary>
    public string Address => _target.Address.Text;

    /// <summary>The text of <c>status.json</c>, which has been looked at.</summary>
    public async Task<(string Text, ServerStatus Status)> ReadStatusAsync(bool connections, CancellationToken cancellation)
    {
        using var deadline = Deadline(cancellation);
        using var response = await SendAsync(HttpMethod.Get, connections ? "/status.json" : "/status.json?connections=0", null, HttpCompletionOption.ResponseContentRead, deadline.Token, cancellation).ConfigureAwait(false);
        var text = await response.Content.ReadAsStringAsync(deadline.Token).ConfigureAwait(false);
        return (text, Read(text, StatusJson.Default.ServerStatus, status => status is { Server.Version: not null, Services: not null }));
    }

    /// <summary>Some rows of connections.</summary>
    public async Task<ConnectionPage> ReadConnectionsAsync(ConnectionQuery query, CancellationToken cancellation)
    {
        using var deadline = Deadline(cancellation);
        var sort = query.SortBy is null ? "" : $"&sortBy={query.SortBy}&descending={(query.Descending ? "true" : "false")}";
        using var response = await SendAsync(HttpMethod.Get, $"/connections?skip={query.Skip}&take={query.Take}{sort}", null, HttpCompletionOption.ResponseContentRead, deadline.Token, cancellation).ConfigureAwait(false);
        return Read(await response.Content.ReadAsStringAsync(deadline.Token).ConfigureAwait(false), StatusJson.Default.ConnectionPage, page => page.Rows is not null);
    }

    /// <summary>Has something done; returns what the operator should know of it, or null.</summary>
    public async Task<string?> DoAsync(string path, string? json, CancellationToken cancellation)
    {
        using var deadline = Deadline(cancellation);
        using var response = await SendAsync(HttpMethod.Post, path, json, HttpCompletionOption.ResponseContentRead, deadline.Token, cancellation).ConfigureAwait(false);
        return await AnswerText.OfAsync(response, deadline.Token).ConfigureAwait(false);
    }

    /// <summary>Live snapshots, for as long as the server sends them.</summary>
    public async IAsyncEnumerable<LiveSnapshot> FollowAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using var first = Deadline(cancellation);
        using var response = await SendAsync(HttpMethod.Get, "/events", null, HttpCompletionOption.ResponseHeadersRead, first.Token, cancellation).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var events = new EventReader(stream, Patience);
            while (await events.NextAsync("snapshot", cancellation).ConfigureAwait(false) is { } data)
                yield return Read(data, StatusJson.Default.LiveSnapshot, snapshot => snapshot is { Server: not null, Services: not null });
        }
    }

    public void Dispose() => _http.Dispose();

    private static CancellationTokenSource Deadline(CancellationToken cancellation)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Patience);
        return deadline;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json, HttpCompletionOption completion, CancellationToken deadline, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        try
        {
            var response = await _http.SendAsync(request, completion, deadline).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent)
                return response;
            using (response)
                throw new ControlError(await AnswerText.ErrorAsync(response, _target, deadline).ConfigureAwait(false));
        }
        catch (HttpRequestException failed) when (failed.HttpRequestError == HttpRequestError.InvalidResponse)
        {
            throw new ControlError($"what answers at {Address} is no actor-server: it does not speak HTTP");
        }
        catch (HttpRequestException failed)
        {
            throw new ControlError($"no server answers at {Address}: {WhyOf(failed)}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ControlError($"no server answers at {Address}: nothing within {Patience.TotalSeconds:0} s");
        }
    }

    private string WhyOf(HttpRequestException failed) =>
        _target.Address.Socket is { } socket && !File.Exists(socket) ? "there is no such socket" : failed.GetBaseException().Message;

    private T Read<T>(string text, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, Func<T, bool> isWhole)
        where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize(text, type) is { } read && isWhole(read))
                return read;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new ControlError($"what answers at {Address} is no actor-server of this version: its answer is not what it should be");
    }
}
