namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A test that needs a <see cref="TaskGroup"/>.</summary>
internal sealed class TheoryInTaskGroupAttribute : TheoryAttribute
{
    public TheoryInTaskGroupAttribute() => Skip = TaskGroup.Obstacle;
}
