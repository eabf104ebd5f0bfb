namespace ActorServer.Hocon;

/// <summary>How many files one text includes in all, those that they include counted. Files that include the next one twice double each other.</summary>
internal sealed class HoconIncludedFiles
{
    public const int Most = 1_000;

    private int _count;

    /// <summary>Whether there may be one more.</summary>
    public bool CountOne() => ++_count <= Most;
}
