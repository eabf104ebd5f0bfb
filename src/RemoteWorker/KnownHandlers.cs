using System.Diagnostics.CodeAnalysis;
using ActorServer.Serving.Loading;

namespace ActorServer.RemoteWorker;

/// <summary>The handlers that a worker's program brings along.</summary>
public sealed class KnownHandlers
{
    internal KnownHandlers()
    {
    }

    /// <summary>
    /// Registers a handler: the server may ask for it as <c>Namespace.Type, Assembly</c>, and a native worker keeps what
    /// serving with it takes.
    /// </summary>
    /// <typeparam name="THandler">
    /// A class that derives from <see cref="ActorHandler"/> or <see cref="StreamHandler"/>, with a public constructor that takes its
    /// settings, an <see cref="Akka.Configuration.Config"/>, and services, or nothing.
    /// </typeparam>
    /// <returns>The same, for the next one.</returns>
    public KnownHandlers Add<[DynamicallyAccessedMembers(Needed)] THandler>()
        where THandler : class
    {
        RegisteredHandlers.Add(typeof(THandler));
        return this;
    }

    // Made by its constructor; validated and prepared by methods that are found by their names.
    private const DynamicallyAccessedMemberTypes Needed = DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.AllMethods;
}
