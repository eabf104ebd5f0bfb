namespace ActorServer.Server.Connections;

/// <summary>The front that has placed a client here.</summary>
/// <param name="front">Which, and the client's id there.</param>
/// <param name="say">Tells it how the client has ended here.</param>
internal sealed class Origin(OtherNode front, Action<NodeReport> say)
{
    private bool _hasSaid;

    /// <summary>Which, and the client's id there.</summary>
    public OtherNode Front => front;

    /// <summary>Tells it, the first time: what comes later is the end of a leg.</summary>
    public void Say(NodeReport word)
    {
        if (!_hasSaid)
            say(word);
        _hasSaid = true;
    }
}
