namespace ActorServer.Serving.Handlers;

/// <summary>
/// A handler of which one instance serves all clients of a worker whose sockets it can take. Then a client has no actor in the worker: there
/// is nothing that one could do for it.
/// </summary>
internal interface IServesAllClients : ITakesSocket;
