using System.Diagnostics;
using System.Net;
using ActorServer.Server.Admission;
using ActorServer.Server.Connections;
using ActorServer.Server.Steering;
using ActorServer.Server.Tests.Configuration;
using ActorServer.Server.Workers;

namespace ActorServer.Server.Tests.Steering;

public sealed class ScoreboardTests
{
    private static readonly IPEndPoint Peer = new(IPAddress.Loopback, 1);

    [Fact]
    public void Of_connections_it_shows_what_each_does_and_how_old_it_is()
    {
        var figures = new ServiceFigures(TestSettings.Of("").Services[0]);
        var gone = Served(figures, TimeSpan.Zero);
        Served(figures, TimeSpan.FromSeconds(5)).Note(1, 1, TimeSpan.Zero);
        Served(figures, TimeSpan.FromMinutes(5)).Note(1, 1, TimeSpan.FromSeconds(11));
        Served(figures, TimeSpan.FromDays(2)).Note(1, 1, TimeSpan.FromSeconds(11), isStalled: true);
        Served(figures, TimeSpan.FromSeconds(30)).Phase = ConnectionPhase.Lingering;
        figures.Connections.Unserve(gone);

        Assert.Equal((".bi!d", ".1352"), Scoreboard.Of(figures));
    }

    [Fact]
    public void Of_a_service_with_workers_it_shows_them()
    {
        var figures = new ServiceFigures(TestSettings.Of("actor-server.services.default.isolation = process").Services[0]);
        WorkerState[] states = [WorkerState.Starting, WorkerState.Idle, WorkerState.Busy, WorkerState.Busy, WorkerState.Dying];
        for (var number = 1; number <= states.Length; number++)
            figures.Workers!.Add(number).State = states[number - 1];
        var stalled = Served(figures, TimeSpan.Zero);
        stalled.Worker = new WorkerIdentity(4, 812);
        stalled.Note(1, 1, TimeSpan.Zero, isStalled: true);

        Assert.Equal(("sib!d", "00000"), Scoreboard.Of(figures));
    }

    private static ConnectionEntry Served(ServiceFigures figures, TimeSpan age)
    {
        var entry = new ConnectionEntry("c-1", Peer, Stopwatch.GetTimestamp() - (long)(age.TotalSeconds * Stopwatch.Frequency));
        figures.Connections.Serve(entry);
        return entry;
    }
}
