using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace ActorServer.AspNetCore;

/// <summary>
/// A client's connection as Kestrel serves it. Kestrel's own transport reads; output goes its own way, and how the connection ends is noted
/// for the server, which hears of it when Kestrel has disposed of this. What Kestrel is told in addition: who the client is, that the server
/// drains, and that it has cut the client off.
/// </summary>
internal sealed class HandOffConnection : ConnectionContext, IConnectionLifetimeFeature
{
    // What a client that waited in the server has sent is with the kernel, so that its first request begins at once.
    private static readonly TimeSpan FirstRequestPatience = TimeSpan.FromSeconds(2);

    private readonly ConnectionContext _inner;
    private readonly ClientSide _client;
    private readonly ClientOutput _output;
    private readonly CancellationTokenRegistration _cutOff;
    private readonly CancellationTokenRegistration _drains;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConnectionAbortedException? _aborted;
    private bool _failed;
    private volatile IConnectionLifetimeNotificationFeature? _requested;
    private volatile bool _draining;

    /// <param name="inner">What reads.</param>
    /// <param name="info">The connection.</param>
    /// <param name="client">What writes.</param>
    /// <param name="cutOff">Cancelled when the connection is cut off.</param>
    /// <param name="application">Where the application goes on that has waited for its output to be taken.</param>
    public HandOffConnection(ConnectionContext inner, ConnectionInfo info, ClientSide client, CancellationToken cutOff, PipeScheduler? application = null)
    {
        _inner = inner;
        _client = client;
        _output = new ClientOutput(client, application ?? PipeScheduler.ThreadPool);
        inner.Transport = new DuplexPipe(inner.Transport.Input, _output.Writer);
        inner.ConnectionId = info.Id;
        inner.RemoteEndPoint = info.Peer;
        inner.LocalEndPoint = info.Local;
        inner.Features.Set<IConnectionLifetimeFeature>(this);
        inner.Features.Set(this);
        inner.Features.Set(info);
        if (info.Tls is { } tls)
            TlsFeatures.Set(inner.Features, tls);
        _cutOff = cutOff.UnsafeRegister(static self => ((HandOffConnection)self!).Abort(new ConnectionAbortedException("The server has cut the connection off.")), this);
        _drains = info.Draining.UnsafeRegister(static self => ((HandOffConnection)self!).Drain(), this);
    }

    /// <summary>
    /// Whoever aborts means it, also when the client has closed its side. Kestrel aborts then by itself: it is the client who has ended, and
    /// its connection ends in order.
    /// </summary>
    public bool AbortsAreMeant { get; init; }

    /// <summary>Completes when nothing is left of the connection; fails where that is how the server is told of an abort.</summary>
    public Task Ended => _ended.Task;

    public override string ConnectionId
    {
        get => _inner.ConnectionId;
        set => _inner.ConnectionId = value;
    }

    public override IFeatureCollection Features => _inner.Features;

    public override IDictionary<object, object?> Items
    {
        get => _inner.Items;
        set => _inner.Items = value;
    }

    public override IDuplexPipe Transport
    {
        get => _inner.Transport;
        set => _inner.Transport = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => _inner.ConnectionClosed;
        set => _inner.ConnectionClosed = value;
    }

    public override System.Net.EndPoint? LocalEndPoint
    {
        get => _inner.LocalEndPoint;
        set => _inner.LocalEndPoint = value;
    }

    public override System.Net.EndPoint? RemoteEndPoint
    {
        get => _inner.RemoteEndPoint;
        set => _inner.RemoteEndPoint = value;
    }

    /// <summary>A request begins. When the server drains it is the last one.</summary>
    public void BeginRequest()
    {
        _requested ??= Features.Get<IConnectionLifetimeNotificationFeature>();
        if (_draining)
            _requested?.RequestClose();
    }

    /// <summary>The application has failed: the client is to be reset, and gets nothing more.</summary>
    public void Fail()
    {
        _failed = true;
        _output.GiveUp();
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        // Kestrel's own callers leave it out now and then.
        var reason = (ConnectionAbortedException?)abortReason ?? new ConnectionAbortedException();
        var clientHasClosed = ConnectionClosed.IsCancellationRequested;
        if (AbortsAreMeant || !clientHasClosed)
            Interlocked.CompareExchange(ref _aborted, reason, null);
        if (!clientHasClosed)
            _inner.Abort(reason);
        else if (AbortsAreMeant)
            _client.Look();
        _output.GiveUp();
    }

    /// <inheritdoc/>
    /// <remarks>Whatever fails, the server hears of the end: without it the connection would keep its place for ever. Kestrel could do nothing about it.</remarks>
    public override async ValueTask DisposeAsync()
    {
        Exception? failure = null;
        try
        {
            await SayEndAsync().ConfigureAwait(false);
        }
        catch (Exception ended)
        {
            failure = ended;
        }

        try
        {
            // An orderly end of Kestrel's would end the input too.
            _inner.Abort(_aborted ?? new ConnectionAbortedException("The connection has ended."));
            await _inner.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception left)
        {
            failure ??= left;
        }

        if (failure is null)
            _ended.TrySetResult();
        else
            _ended.TrySetException(failure);
    }

    private async Task SayEndAsync()
    {
        await _drains.DisposeAsync().ConfigureAwait(false);
        var allSent = await _output.CompleteAsync().ConfigureAwait(false);
        await _cutOff.DisposeAsync().ConfigureAwait(false);
        if (_aborted is { } reason)
            _client.Abort(reason);
        else if (_failed)
            _client.Look();
        else
            _client.End(wasLost: !allSent);
    }

    // One that waits for its next request ends now. One whose first request has not begun may just have been handed over, with the request.
    private void Drain()
    {
        _draining = true;
        if (_requested is { } lifetime)
            lifetime.RequestClose();
        else
            _ = CloseUnusedAsync();
    }

    private async Task CloseUnusedAsync()
    {
        await Task.WhenAny(Ended, Task.Delay(FirstRequestPatience)).ConfigureAwait(false);
        if (!Ended.IsCompleted)
            Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
    }
}
