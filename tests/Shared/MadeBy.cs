using Akka.Actor;

namespace ActorServer.Tests.Shared;

/// <summary>Props that make an actor with a function, so that the constructor need not be public.</summary>
internal sealed class MadeBy<T>(Func<T> make) : IIndirectActorProducer
    where T : ActorBase
{
    public Type ActorType => typeof(T);

    public static Props Props(Func<T> make) => Akka.Actor.Props.CreateBy(new MadeBy<T>(make));

    public ActorBase Produce() => make();

    public void Release(ActorBase actor)
    {
    }
}
