namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A test that needs a program which not every machine has.</summary>
internal sealed class FactWithAttribute : FactAttribute
{
    public FactWithAttribute(string program)
    {
        if (!File.Exists(program))
            Skip = $"there is no {program}";
    }
}

/// <inheritdoc cref="FactWithAttribute"/>
internal sealed class TheoryWithAttribute : TheoryAttribute
{
    public TheoryWithAttribute(string program)
    {
        if (!File.Exists(program))
            Skip = $"there is no {program}";
    }
}
