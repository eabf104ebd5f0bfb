namespace ActorServer.Server.Accepting;

/// <summary>Who accepts a service's clients.</summary>
internal enum AcceptorKind
{
    /// <summary>Chosen when the server starts: Akka.IO's listener, which accepts everyone, where descriptors cannot run short; otherwise the bare socket.</summary>
    Auto,

    /// <summary>Akka.IO's listener.</summary>
    AkkaIo,

    /// <summary>An actor of our own, on the bare socket; it stops before descriptors run short.</summary>
    Socket,
}
