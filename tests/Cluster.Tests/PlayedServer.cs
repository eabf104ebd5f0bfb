using System.Collections.Concurrent;
using ActorServer.Cluster.Places;
using Akka.Actor;

namespace ActorServer.Cluster.Tests;

/// <summary>Plays a server beside its cluster system: so many places, and a note of everything that it is told.</summary>
internal sealed class PlayedServer : IClusterServer
{
    private readonly Lock _gate = new();
    private readonly HashSet<Ticket> _taken = [];
    private int _places;
    private int _last;

    public PlayedServer(ActorSystem local, int places)
    {
        _places = places;
        Places = local.ActorOf(Props.Create(() => new PlacesActor(this)));
        Passages = local.ActorOf(Props.Create(() => new PassagesActor(this)));
    }

    public IActorRef Places { get; }

    public IActorRef Passages { get; }

    public FreePlaces Free
    {
        get
        {
            lock (_gate)
                return new FreePlaces(new Dictionary<string, int> { ["echo"] = _places - _taken.Count });
        }
    }

    public ConcurrentQueue<object> Told { get; } = [];

    /// <summary>Does not answer while this is set.</summary>
    public bool IsSlow { get; set; }

    public int Taken
    {
        get
        {
            lock (_gate)
                return _taken.Count;
        }
    }

    /// <summary>So many places from now on, all of them free.</summary>
    public void Reset(int places)
    {
        lock (_gate)
        {
            _places = places;
            _taken.Clear();
        }

        Told.Clear();
    }

    private object? Take(TakePlace wanted)
    {
        lock (_gate)
        {
            if (_taken.Count >= _places || wanted.Service != "echo")
                return new PlaceRefused(wanted.Client);
            var ticket = Ticket.Random();
            _taken.Add(ticket);
            return new PlaceTaken(wanted.Client, ticket, 4054, $"c-{++_last}");
        }
    }

    private sealed class PlacesActor : UntypedActor
    {
        private readonly PlayedServer _server;
        private readonly List<(TakePlace, IActorRef)> _held = [];

        public PlacesActor(PlayedServer server) => _server = server;

        protected override void OnReceive(object message)
        {
            _server.Told.Enqueue(message);
            switch (message)
            {
                case TakePlace wanted when _server.IsSlow:
                    _held.Add((wanted, Sender));
                    break;
                case TakePlace wanted:
                    Sender.Tell(_server.Take(wanted));
                    break;
                case "answer":
                    foreach (var (wanted, asker) in _held)
                        asker.Tell(_server.Take(wanted));
                    _held.Clear();
                    break;
                case PlaceGivenBack back:
                    lock (_server._gate)
                        _server._taken.Remove(back.Ticket);
                    break;
            }
        }
    }

    private sealed class PassagesActor(PlayedServer server) : UntypedActor
    {
        protected override void OnReceive(object message) => server.Told.Enqueue(message);
    }
}
