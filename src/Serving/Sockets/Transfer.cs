namespace ActorServer.Serving.Sockets;

/// <summary>What came of a call that moves bytes and never waits.</summary>
internal enum Transfer
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>Nothing has come, or nothing more is taken, for now.</summary>
    MustWait,

    /// <summary>The connection is lost, mostly because the client has reset it. Nothing more can be done with it.</summary>
    Lost,
}
