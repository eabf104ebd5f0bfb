namespace ActorServer.Admin.Page.Tests.Fake;

/// <summary>One who is served or waits.</summary>
internal sealed class Client(string id, string peer, int since, int lasts)
{
    public string Id { get; } = id;

    public string Peer { get; } = peer;

    public int Since { get; } = since;

    public int Until { get; } = since + lasts;

    public bool Stalled { get; init; }

    public long In { get; set; }

    public long Out { get; set; }
}

/// <summary>A process, with or without a client.</summary>
internal sealed class Worker(long number, int pid, int since)
{
    public long Number { get; } = number;

    public int Pid { get; } = pid;

    public int Since { get; } = since;

    public long Served { get; set; }

    public bool Draining { get; set; }
}
