namespace ActorServer;

/// <summary>What a handler is written as. It is decided once, when the handler is loaded.</summary>
public enum HandlerKind
{
    /// <summary>An actor that speaks Akka.IO's Tcp protocol: an <see cref="ActorHandler"/>.</summary>
    Actor,

    /// <summary>A method on a stream: a <see cref="StreamHandler"/>.</summary>
    Stream,

    /// <summary>
    /// A <c>ConnectionHandler</c> of ASP.NET Core's, which is written against pipes. It has no thread of its own, so that <c>event</c> and
    /// <c>process</c> run it.
    /// </summary>
    Connection,
}
