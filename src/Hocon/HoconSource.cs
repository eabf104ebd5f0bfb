namespace ActorServer.Hocon;

/// <summary>A text of HOCON: how messages name it, and what relative paths in it are relative to.</summary>
/// <param name="Name">A file, a variable, an option.</param>
/// <param name="Directory">An absolute path; null for the working directory, which is asked for only when there is a relative path.</param>
/// <param name="IncludedFrom">The text that includes this one; null for one that was asked for itself.</param>
internal sealed record HoconSource(string Name, string? Directory, HoconSource? IncludedFrom = null)
{
    /// <summary>How many texts include each other down to this one.</summary>
    public int Depth => IncludedFrom is null ? 0 : IncludedFrom.Depth + 1;

    /// <summary>A path that is written in it, made absolute.</summary>
    public string FullPath(string path) => Directory is null ? Path.GetFullPath(path) : Path.GetFullPath(path, Directory);

    /// <summary>How a message names a line. Of a text that was asked for itself whoever asked says which it is.</summary>
    public string Line(int number) => IncludedFrom is null ? $"line {number}" : $"{Name} line {number}";

    /// <summary>Whether this is the text of that name, or is included by it.</summary>
    public bool IsBelow(string name) => Name == name || IncludedFrom?.IsBelow(name) == true;
}
