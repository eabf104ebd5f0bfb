namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A theory that needs a program which is not everywhere.</summary>
internal sealed class SkippableTheoryAttribute : TheoryAttribute
{
    public SkippableTheoryAttribute(string program)
    {
        if (!ProgramRun.IsThere(program))
            Skip = $"{program} is not installed";
    }
}
