using Akka.Actor;

namespace ActorServer.Serving.Handlers;

/// <summary>
/// Makes an actor with a function. <see cref="Props.Create{TActor}(System.Linq.Expressions.Expression{Func{TActor}},SupervisorStrategy)"/>
/// compiles an expression for each argument, each time, which for an actor per connection is most of its cost.
/// </summary>
/// <typeparam name="TActor">The actor's type.</typeparam>
internal sealed class Producer<TActor>(Func<TActor> make) : IIndirectActorProducer
    where TActor : ActorBase
{
    public Type ActorType => typeof(TActor);

    /// <summary>Props of an actor that is made this way. They do not travel.</summary>
    public static Props Props(Func<TActor> make) => Akka.Actor.Props.CreateBy(new Producer<TActor>(make));

    public ActorBase Produce() => make();

    public void Release(ActorBase actor)
    {
    }
}
