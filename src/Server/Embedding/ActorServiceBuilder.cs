using System.Diagnostics.CodeAnalysis;

namespace ActorServer;

/// <summary>Says what one service of an embedded server does. Nothing is checked here: what is wrong is the error with which the host does not start.</summary>
public sealed class ActorServiceBuilder
{
    // Made by its constructor; validated and prepared by methods that are found by their names.
    private const DynamicallyAccessedMemberTypes Needed = DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.AllMethods;

    private readonly Action<string, object> _set;

    internal ActorServiceBuilder(string name, Action<string, object> set)
    {
        Name = name;
        _set = set;
    }

    /// <summary>The service's name.</summary>
    public string Name { get; }

    /// <summary>Where it listens.</summary>
    /// <param name="host">An address, or a name for all that it has; <c>0.0.0.0</c> and <c>::</c> are all interfaces.</param>
    /// <param name="port">0 lets the system choose: <see cref="IActorService.Endpoints"/> has what it chose.</param>
    /// <returns>The same, for more.</returns>
    public ActorServiceBuilder Listen(string host, int port)
    {
        Set("listen.host", host);
        return Set("listen.port", port);
    }

    /// <summary>Where it listens, at several places or at a Unix socket.</summary>
    /// <param name="addresses">Such as <c>127.0.0.1:7788</c>, <c>*:7788</c> or <c>unix:/run/x.sock</c>.</param>
    /// <returns>The same, for more.</returns>
    public ActorServiceBuilder ListenAt(params string[] addresses) => Set("listen.addresses", addresses);

    /// <summary>How far its clients are kept apart.</summary>
    /// <param name="isolation">One of the backends that come along.</param>
    /// <returns>The same, for more.</returns>
    public ActorServiceBuilder Isolate(Isolation isolation) => Isolate(isolation switch
    {
        Isolation.Inline => "inline",
        Isolation.Event => "event",
        Isolation.Thread => "thread",
        Isolation.Process => "process",
        _ => throw new ArgumentOutOfRangeException(nameof(isolation)),
    });

    /// <summary>How far its clients are kept apart.</summary>
    /// <param name="backend">The name of a block under <c>backends</c>.</param>
    /// <returns>The same, for more.</returns>
    public ActorServiceBuilder Isolate(string backend) => Set("isolation", backend);

    /// <summary>What serves a client.</summary>
    /// <typeparam name="THandler">A class that derives from <see cref="ActorHandler"/> or <see cref="StreamHandler"/>.</typeparam>
    /// <returns>The same, for more.</returns>
    public ActorServiceBuilder Handle<[DynamicallyAccessedMembers(Needed)] THandler>()
        where THandler : class => Handle($"{typeof(THandler).FullName}, {typeof(THandler).Assembly.GetName().Name}");

    /// <summary>What serves a client.</summary>
    /// <param name="handler">A built-in name such as <c>echo</c>, or <c>Namespace.Type, Assembly</c>.</param>
    /// <returns>The same, for more.</returns>
    public ActorServiceBuilder Handle(string handler) => Set("handler.type", handler);

    /// <summary>Sets any key that a service may have, those of its handler included.</summary>
    /// <param name="key">Its path below the service, such as <c>limits.max-connections</c> or <c>handler.greeting</c>.</param>
    /// <param name="value">A text as HOCON has it, a number, a <see cref="TimeSpan"/>, or several texts.</param>
    /// <returns>The same, for more.</returns>
    /// <exception cref="ArgumentException">The value is of another kind.</exception>
    public ActorServiceBuilder Set(string key, object value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        ArgumentNullException.ThrowIfNull(value);
        _set(key, value);
        return this;
    }
}
