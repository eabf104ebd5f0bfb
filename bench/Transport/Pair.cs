using Akka.Actor;
using Akka.Configuration;

namespace ActorServer.Bench.Transport;

/// <summary>Two systems that speak over one transport.</summary>
internal sealed class Pair(string name, Config near, Config far) : IAsyncDisposable
{
    private readonly ActorSystem _near = ActorSystem.Create("near", near);
    private readonly ActorSystem _far = ActorSystem.Create("far", far);

    public string Name => name;

    /// <summary>An actor on this side.</summary>
    public IActorRef StartNear(Props props) => _near.ActorOf(props);

    /// <summary>This side's reference to an actor on the other.</summary>
    public IActorRef StartFar(Props props)
    {
        var actor = _far.ActorOf(props);
        var address = ((ExtendedActorSystem)_far).Provider.DefaultAddress;
        return ((ExtendedActorSystem)_near).Provider.ResolveActorRef(actor.Path.ToStringWithAddress(address));
    }

    public async ValueTask DisposeAsync()
    {
        await _near.Terminate();
        await _far.Terminate();
    }
}
