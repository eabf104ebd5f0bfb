using ActorServer.Tests.Shared;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A test that takes minutes, because what it shows does; <c>ACTOR_SERVER_TESTS=long</c> runs it.</summary>
internal sealed class FactWhenLongAttribute : FactAttribute
{
    public FactWhenLongAttribute()
    {
        if (TestSize.Of(0, 1) == 0)
            Skip = "takes minutes; ACTOR_SERVER_TESTS=long runs it";
    }
}
