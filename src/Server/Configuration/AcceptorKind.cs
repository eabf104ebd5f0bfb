namespace ActorServer.Server.Configuration;

/// <summary>Who accepts a service's clients.</summary>
internal enum AcceptorKind
{
    /// <summary>Akka.IO's listener, where descriptors do not run short; it accepts whoever comes.</summary>
    Auto,

    /// <summary>Akka.IO's listener.</summary>
    AkkaIo,

    /// <summary>An actor of our own, on the bare socket; it stops before descriptors run short.</summary>
    Socket,
}
