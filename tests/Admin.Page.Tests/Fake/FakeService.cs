using ActorServer.Monitoring;

namespace ActorServer.Admin.Page.Tests.Fake;

/// <summary>
/// A service that is played: clients come, stay and go as its figures say, a step a second. It adds up as a real one does. Each place of its
/// scoreboard is a worker's where it has some, else a connection's.
/// </summary>
internal sealed class FakeService(string name, string isolation, string address, int seed = 7)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, long> _closed = [];
    private readonly Dictionary<string, long> _refused = [];
    private readonly Queue<Client> _held = [];
    private readonly List<double> _lasted = [];
    private Client?[] _clients = new Client?[16];
    private Worker?[] _workers = [];
    private long _ids, _workerNumbers, _accepted, _bytesIn, _bytesOut, _died, _bytesLastSecond;
    private int _now, _acceptedNow, _refusedNow;

    public string Name => name;

    public string State { get; set; } = "serving";

    public int Cap { get; set; } = 1024;

    public int MaxWaiting { get; set; } = 64;

    public int MaxWorkers { get; init; }

    public int Spare { get; init; } = 4;

    /// <summary>Clients that come in a second.</summary>
    public double Arrivals { get; set; }

    /// <summary>Seconds that a client stays, about.</summary>
    public int Stay { get; init; } = 60;

    /// <summary>How often a client's worker or handler dies in a second.</summary>
    public double Dies { get; set; }

    public double Stalls { get; init; }

    public List<RecentEnd> Ends { get; } = [];

    public Client[] Served => [.. _clients.OfType<Client>()];

    public Worker[] Workers => [.. _workers.OfType<Worker>()];

    private int Places => MaxWorkers > 0 ? Math.Min(Cap, MaxWorkers) : Cap;

    public void Step()
    {
        (_now, _acceptedNow, _refusedNow, _bytesLastSecond) = (_now + 1, 0, 0, 0);
        for (var place = 0; place < _clients.Length; place++)
        {
            if (_clients[place] is not { } client)
                continue;
            if (_random.NextDouble() < Dies)
                Kill(place);
            else if (client.Until <= _now)
                Close(place, _random.Next(5) == 0 ? "handler-closed" : "peer-closed");
            else if (!client.Stalled && _random.Next(3) > 0)
                (client.In, client.Out) = (client.In + _random.Next(2_000), client.Out + _random.Next(30_000));
        }

        while (State is "serving" or "draining" && _held.Count > 0 && _clients.Count(client => client is not null) < Places)
            Serve(_held.Dequeue());
        var come = (int)(Arrivals * (0.75 + 0.4 * Math.Sin(_now / 40.0) + 0.5 * _random.NextDouble()) + _random.NextDouble());
        for (var i = 0; i < come && State != "draining"; i++)
            Arrive(_random.Next(Stay / 4, Stay * 2));
        KeepSpares();
    }

    /// <summary>Somebody who stays as long as is said.</summary>
    public void Arrive(int lasts)
    {
        (_accepted, _acceptedNow) = (_accepted + 1, _acceptedNow + 1);
        var client = new Client($"c-{++_ids}", $"203.0.113.{_random.Next(1, 255)}:{_random.Next(32768, 60999)}", _now, lasts) { Stalled = _random.NextDouble() < Stalls };
        if (State == "serving" && _clients.Count(other => other is not null) < Places)
            Serve(client);
        else if (_held.Count < MaxWaiting)
            _held.Enqueue(client);
        else
            Refuse(client);
    }

    public bool Close(string id, string reason)
    {
        var place = Array.FindIndex(_clients, client => client?.Id == id);
        if (place >= 0)
            Close(place, reason);
        return place >= 0;
    }

    public bool KillWorker(long number)
    {
        var place = Array.FindIndex(_workers, worker => worker?.Number == number);
        if (place >= 0)
            Kill(place);
        return place >= 0;
    }

    public LiveService Live()
    {
        var lasted = _lasted.Order().ToArray();
        double? At(double share) => lasted.Length == 0 ? null : lasted[(int)(share * (lasted.Length - 1))];
        var board = MaxWorkers > 0 ? _workers.Select(WorkerLetter).ToArray() : [.. _clients.Select(ClientLetter)];
        var used = Array.FindLastIndex(board, cell => cell.Letter != '.') + 1;
        return new LiveService(
            Status(), _acceptedNow, _refusedNow, At(0.5), At(0.99), _bytesLastSecond,
            string.Concat(board.Take(used).Select(cell => cell.Letter)), string.Concat(board.Take(used).Select(cell => cell.Age)));
    }

    public IEnumerable<ConnectionRow> Rows() =>
        _clients.Select((client, place) => (client, place)).Where(at => at.client is not null).Select(at => Row(at.client!, at.client!.Stalled ? "closing" : "open", at.place))
            .Concat(_held.Select(client => Row(client, "held", null)));

    public IEnumerable<WorkerRow> WorkerRows() =>
        _workers.Select((worker, place) => (worker, place)).Where(at => at.worker is not null).Select(at => new WorkerRow(
            name, at.worker!.Number, at.worker.Pid, StateOf(at.worker, at.place), _clients[at.place] is null ? 0 : 1, at.worker.Served, _now - at.worker.Since,
            0.02 * (_now - at.worker.Since), 31_000_000 + 40_000 * at.worker.Served, at.place));

    private ServiceStatus Status()
    {
        var states = WorkerRows().CountBy(row => row.State).ToDictionary();
        int Count(string state) => states.GetValueOrDefault(state);
        return new ServiceStatus(
            name, isolation, isolation == "process" ? "chaos" : "echo", [address], State, _clients.Count(client => client is not null), _held.Count, 0, Cap, MaxWaiting,
            _accepted, new Dictionary<string, long>(_closed), new Dictionary<string, long>(_refused), _bytesIn, _bytesOut,
            MaxWorkers == 0 ? null : new WorkerCounts(Count("starting"), Count("idle"), Count("busy"), Count("dying"), MaxWorkers, _workerNumbers, _died));
    }

    private ConnectionRow Row(Client client, string state, int? place)
    {
        var worker = MaxWorkers > 0 && place is { } at ? _workers[at] : null;
        return new ConnectionRow(client.Id, name, client.Peer, state, _now - client.Since, client.Stalled ? _now - client.Since : _random.Next(9), client.In, client.Out,
            worker?.Number, worker?.Pid, MaxWorkers > 0 ? null : place);
    }

    private void Serve(Client client)
    {
        var place = MaxWorkers > 0 ? Array.FindIndex(_workers, worker => worker is { Draining: false } && _clients[Array.IndexOf(_workers, worker)] is null) : -1;
        if (MaxWorkers > 0 && place < 0)
            place = StartWorker();
        if (MaxWorkers == 0)
            place = Array.IndexOf(_clients, null);
        if (place < 0)
            Array.Resize(ref _clients, (place = _clients.Length) * 2);
        _clients[place] = client;
        if (MaxWorkers > 0)
            _workers[place]!.Served++;
    }

    private void Close(int place, string reason, string? exit = null, string? stderr = null)
    {
        var client = _clients[place]!;
        _clients[place] = null;
        _closed[reason] = _closed.GetValueOrDefault(reason) + 1;
        (_bytesIn, _bytesOut, _bytesLastSecond) = (_bytesIn + client.In, _bytesOut + client.Out, _bytesLastSecond + client.In + client.Out);
        var lasted = _now - client.Since + _random.NextDouble();
        _lasted.Add(lasted);
        if (_lasted.Count > 400)
            _lasted.RemoveAt(0);
        var worker = MaxWorkers > 0 ? _workers[place] : null;
        Note(new RecentEnd(At, "connection", name, client.Id, client.Peer, reason, lasted, client.In, client.Out, worker?.Number, worker?.Pid, exit,
            reason == "handler-failed" ? "InvalidDataException: length 70000 is over 65536" : null, stderr));
        if (worker is { Draining: true })
            _workers[place] = null;
    }

    private void Kill(int place)
    {
        if (MaxWorkers == 0)
        {
            Close(place, "handler-failed");
            return;
        }

        const string LastWords = "Process terminated. No such table: sessions\n   at Legacy.Parser.Read(Span`1 line) in Parser.cs:line 88\n   at Legacy.Session.Run()";
        var worker = _workers[place]!;
        if (_clients[place] is not null)
            Close(place, "worker-died", "signal:6", LastWords);
        _workers[place] = null;
        _died++;
        Note(new RecentEnd(At, "worker", name, $"{worker.Number}", null, "signal:6", _now - worker.Since, 0, 0, worker.Number, worker.Pid, "signal:6", null, LastWords));
    }

    private void Refuse(Client client)
    {
        _refused["full"] = _refused.GetValueOrDefault("full") + 1;
        _refusedNow++;
        Note(new RecentEnd(At, "refused", name, null, client.Peer, "full", null, 0, 0));
    }

    private void Note(RecentEnd end)
    {
        Ends.Insert(0, end);
        if (Ends.Count > 100)
            Ends.RemoveAt(100);
    }

    private void KeepSpares()
    {
        if (MaxWorkers == 0 || State == "draining")
            return;
        while (_workers.OfType<Worker>().Count() < MaxWorkers && _workers.Where((worker, place) => worker is not null && _clients[place] is null).Count() < Spare)
            StartWorker();
    }

    private int StartWorker()
    {
        if (_workers.Length == 0)
            (_workers, _clients) = (new Worker?[MaxWorkers], new Client?[MaxWorkers]);
        var place = Array.IndexOf(_workers, null);
        _workers[place] = new Worker(++_workerNumbers, (int)(4000 + 3 * _workerNumbers), _now);
        return place;
    }

    private string StateOf(Worker worker, int place) =>
        worker.Draining ? "dying" : _clients[place] is not null ? "busy" : worker.Since == _now ? "starting" : "idle";

    private (char Letter, char Age) WorkerLetter(Worker? worker, int place) =>
        worker is null ? ('.', '.') : (_clients[place] is { Stalled: true } ? '!' : StateOf(worker, place)[0], AgeOf(_now - worker.Since));

    private (char Letter, char Age) ClientLetter(Client? client) =>
        client is null ? ('.', '.') : (client.Stalled ? '!' : client.In > 0 ? 'b' : 'i', AgeOf(_now - client.Since));

    private static char AgeOf(int seconds) => seconds < 1 ? '0' : seconds < 10 ? '1' : seconds < 60 ? '2' : seconds < 600 ? '3' : seconds < 3600 ? '4' : '5';

    private DateTimeOffset At => FakeServer.Start.AddSeconds(_now);
}
