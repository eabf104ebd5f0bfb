namespace ActorServer;

/// <summary>
/// What a handler lives in that was made with services: the scope that its services were made in, and the scope of what is logged
/// while one of its steps runs. A handler without services has none.
/// </summary>
internal interface IHandlerScope
{
    /// <summary>From now on, until the answer is disposed, what is logged names the connection.</summary>
    IDisposable? EnterLog();

    /// <summary>The handler has stopped: disposes what was made for it. Only the first call counts.</summary>
    void End();
}
