using System.Net;
using System.Net.Sockets;
using ActorServer.Protocol.Bootstrap;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using ActorServer.Serving.Handlers;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.RemoteWorker.Tests;

/// <summary>Clients that have no actor in the worker, seen from the server's side, which a probe plays.</summary>
[Collection(OneStandardError.Name)]
public sealed class TakenClientsTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly IPEndPoint Somewhere = new(IPAddress.Loopback, 1);

    private readonly SocketPair _pair = new();
    private readonly PlayedHandler _handler = new();
    private readonly TestProbe _server;
    private readonly TestProbe _handlers;
    private readonly IActorRef _control;

    public TakenClientsTests()
    {
        _server = CreateTestProbe("server");
        _handlers = CreateTestProbe("handlers");
        var bootstrap = new WorkerBootstrap(7, "default", "default-w7", _server.Ref.Path.ToString(), "A.B, C", null);
        _control = Sys.ActorOf(WorkerControl.Props(bootstrap, HandlerKind.Stream, () => { }, _handler));
        _server.ExpectMsg<WorkerReady>(Patience);
        Sys.EventStream.Publish(new DeployedHandlers.Deployed(_handlers));
    }

    [Fact]
    public async Task The_server_hears_once_that_it_has_ended_and_its_handler_with_it()
    {
        HandOffClient();
        await _handler.Begun.Task.WaitAsync(Patience);
        _handler.End.SetResult();
        Assert.Equal(new HandOffEnded(1, HandOffOutcome.ByHandler, "", HandlerEnded: true), _server.ExpectMsg<HandOffEnded>(Patience));
        _server.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        _handlers.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task What_fails_is_told_with_its_reason()
    {
        HandOffClient();
        await _handler.Begun.Task.WaitAsync(Patience);
        _handler.End.SetException(new InvalidOperationException("as asked"));
        Assert.Equal(new HandOffEnded(1, HandOffOutcome.Failed, "InvalidOperationException: as asked", HandlerEnded: true), _server.ExpectMsg<HandOffEnded>(Patience));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_whom_the_server_cuts_off_is_told_also_when_its_socket_comes_later(bool before)
    {
        if (before)
            _control.Tell(new EndHandler("c-1", 1));
        HandOffClient();
        await _handler.Begun.Task.WaitAsync(Patience);
        if (!before)
            _control.Tell(new EndHandler("c-1", 1));
        await IsCancelledAsync(_handler.CutOff);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task That_the_server_drains_those_are_told_who_are_here_and_those_who_come(bool before)
    {
        if (before)
            Sys.EventStream.Publish(Draining.Instance);
        HandOffClient();
        await _handler.Begun.Task.WaitAsync(Patience);
        if (!before)
            Sys.EventStream.Publish(Draining.Instance);
        await IsCancelledAsync(_handler.Draining);
        Assert.False(_handler.CutOff.IsCancellationRequested);
    }

    protected override void Dispose(bool disposing)
    {
        _pair.Dispose();
        base.Dispose(disposing);
    }

    private static async Task IsCancelledAsync(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registered = token.Register(cancelled.SetResult);
        await cancelled.Task.WaitAsync(Patience, CancellationToken.None);
    }

    // The worker disposes what it was handed.
    private void HandOffClient() => _control.Tell(new HandOffClient(
        1, new ConnectionInfo("c-1", "default", "process", Somewhere, Somewhere), new SafeSocketHandle(_pair.Accepted.Handle, ownsHandle: false)));

    private sealed class PlayedHandler : IServesAllClients
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken CutOff { get; private set; }

        public CancellationToken Draining { get; private set; }

        public async Task TakeAsync(TakenSocket client, ConnectionInfo connection, CancellationToken cutOff)
        {
            (CutOff, Draining) = (cutOff, connection.Draining);
            Begun.SetResult();
            await End.Task;
        }
    }
}
