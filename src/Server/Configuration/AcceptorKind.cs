namespace ActorServer.Server.Configuration;

/// <summary>Who accepts a service's clients.</summary>
internal enum AcceptorKind
{
    /// <summary>Akka.IO's listener.</summary>
    AkkaIo,

    /// <summary>An actor of our own, on the bare socket.</summary>
    Socket,
}
