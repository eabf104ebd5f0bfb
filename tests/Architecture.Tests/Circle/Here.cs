namespace ActorServer.Architecture.Tests.Circle.Here
{
    internal sealed record Hen(There.Egg? From);
}

namespace ActorServer.Architecture.Tests.Circle.There
{
    internal sealed record Egg(Here.Hen? From);
}
