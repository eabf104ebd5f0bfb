using System.Net;
using System.Net.Sockets;
using ActorServer.Cluster.Certificates;
using ActorServer.Cluster.Logs;
using ActorServer.Cluster.Nodes;
using ActorServer.Cluster.Places;
using ActorServer.Cluster.Settings;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Cluster.Life;

/// <summary>
/// Keeps a cluster system running beside the server's own. The cluster may down this node, or a system may fail: that ends the system
/// alone, and another one is made, which joins again. Clients that are being served are not touched.
/// </summary>
internal sealed class ClusterLife : ICluster
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);

    // A system that lived so long was in order; the next one is made soon again.
    private static readonly TimeSpan OrderlyLife = TimeSpan.FromMinutes(1);

    private readonly ClusterSettings _settings;
    private readonly IClusterServer _server;
    private readonly ILogger _log;
    private readonly ClusterLogSetup _logOfAkka;
    private readonly TimeProvider _time;
    private readonly NodeBoard _board = new();
    private readonly TaskCompletionSource _leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile FreePlaces _free;
    private volatile ClusterSystem? _system;
    private volatile bool _takesNobody;
    private Task _life = Task.CompletedTask;

    private ClusterLife(ClusterSettings settings, IClusterServer server, ILoggerFactory loggers, TimeProvider time)
    {
        (_settings, _server, _time) = (settings, server, time);
        _log = loggers.CreateLogger(ClusterRecords.Category);
        _logOfAkka = new ClusterLogSetup(_log, new LogRate(time));
        _free = server.Free;
    }

    /// <summary>Starts the first system, and keeps one running until <see cref="LeaveAsync"/>.</summary>
    /// <param name="settings">Checked.</param>
    /// <param name="server">This server's actors.</param>
    /// <param name="loggers">For the log.</param>
    /// <param name="time">The clock of pauses and figures.</param>
    /// <exception cref="ClusterException">The certificates are not good, or nobody can listen at the address.</exception>
    public static ClusterLife Start(ClusterSettings settings, IClusterServer server, ILoggerFactory loggers, TimeProvider time)
    {
        var life = new ClusterLife(settings, server, loggers, time);
        var first = life.StartSystem();
        life._system = first;
        life._life = life.LiveAsync(first);
        return life;
    }

    /// <inheritdoc/>
    public IReadOnlyList<NodeView> Nodes => _board.View(_free.ByService);

    /// <inheritdoc/>
    public void Find(FindPlace wanted, IActorRef asker)
    {
        if (_system is { } system)
            system.Find(wanted, asker);
        else
            asker.Tell(new NoPlaceFound(wanted.Client));
    }

    /// <inheritdoc/>
    public void GiveBack(GiveBack unused) => _system?.GiveBack(unused);

    /// <inheritdoc/>
    public void End(NodeName front, LegEnded ended) => _system?.Ended(front, ended);

    /// <inheritdoc/>
    public void Report(FreePlaces free)
    {
        _free = free;
        _system?.Report(free);
    }

    /// <inheritdoc/>
    public void TakeNobody()
    {
        _takesNobody = true;
        _system?.TakeNobody();
    }

    /// <inheritdoc/>
    public async Task LeaveAsync()
    {
        TakeNobody();
        _leaving.TrySetResult();
        _system?.AskNobody();
        _system?.End("leaving");
        await _life.ConfigureAwait(false);
    }

    private async Task LiveAsync(ClusterSystem first)
    {
        var pause = ShortestPause / 2;
        for (ClusterSystem? system = first; system is not null; system = await StartAgainAsync(pause).ConfigureAwait(false))
        {
            var started = _time.GetTimestamp();
            _system = system;
            // It may have been asked to before it was there.
            if (_takesNobody)
                system.TakeNobody();
            if (_leaving.Task.IsCompleted)
                system.End("leaving");
            var reason = await system.IsOut.ConfigureAwait(false);
            if (reason == "leaving")
                await system.LeaveAsync().ConfigureAwait(false);
            _system = null;
            await system.TerminateAsync().ConfigureAwait(false);
            _board.Set([]);
            if (_leaving.Task.IsCompleted)
                break;
            pause = _time.GetElapsedTime(started) > OrderlyLife ? ShortestPause : Longer(pause);
            _log.MembershipLost(_settings.Self.ToString(), reason, pause.TotalSeconds);
        }

        _log.ClusterLeft(_settings.Self.ToString());
    }

    private async Task<ClusterSystem?> StartAgainAsync(TimeSpan pause)
    {
        while (true)
        {
            await Task.WhenAny(Task.Delay(pause, _time), _leaving.Task).ConfigureAwait(false);
            if (_leaving.Task.IsCompleted)
                return null;
            try
            {
                return StartSystem();
            }
            catch (ClusterException fault)
            {
                pause = Longer(pause);
                _log.ClusterNotStarted(_settings.Self.ToString(), fault.Message, pause.TotalSeconds);
            }
        }
    }

    private ClusterSystem StartSystem()
    {
        // Read again for each system: they may have been renewed.
        var credentials = ClusterCredentials.Load(_settings.Tls);
        CheckThatItCanListen(_settings.Self);
        try
        {
            // Where a part of Akka.Remote fails at the start, the start waits without end.
            var starting = Task.Run(() => ClusterSystem.Start(_settings, credentials, _server, _free, _board, _logOfAkka, _time));
            if (!starting.Wait(StartPatience))
                throw new ClusterException($"actor-server.cluster: the cluster system does not start at {_settings.Self} within {StartPatience.TotalSeconds:0} s; the log says why.");
            _log.ClusterStarted(_settings.Self.ToString(), string.Join(',', _settings.Seeds));
            return starting.Result;
        }
        catch (Exception fault) when (fault is not ClusterException)
        {
            throw new ClusterException($"actor-server.cluster: the cluster system does not start at {_settings.Self}: {fault.GetBaseException().Message}", fault);
        }
    }

    // Akka.Remote leaves half a system behind where it cannot listen.
    private static void CheckThatItCanListen(NodeName self)
    {
        if (!IPAddress.TryParse(self.Host, out var address))
            throw new ClusterException($"actor-server.cluster.host: {self.Host} is not an address; give the address at which other nodes reach this host.");
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, self.Port));
            socket.Listen();
        }
        catch (SocketException fault)
        {
            throw new ClusterException($"actor-server.cluster: cannot listen on {self}: {fault.Message}; host must be an address of this machine, and port free.", fault);
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
