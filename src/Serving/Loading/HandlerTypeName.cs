namespace ActorServer.Serving.Loading;

/// <summary>A handler's name as the configuration has it: <c>Namespace.Type, Assembly</c>.</summary>
/// <param name="Type">The type's full name.</param>
/// <param name="Assembly">The assembly's name, simple or full.</param>
internal readonly record struct HandlerTypeName(string Type, string Assembly)
{
    /// <summary>The assembly's name without version, culture and key.</summary>
    public string SimpleAssembly => Assembly.Split(',')[0].TrimEnd();

    /// <exception cref="HandlerLoadException">The text is not of that form.</exception>
    public static HandlerTypeName Parse(string text) =>
        text.Split(',', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } type, { Length: > 0 } assembly]
            ? new HandlerTypeName(type, assembly)
            : throw new HandlerLoadException($"'{text}' is not of the form \"Namespace.Type, Assembly\"");

    public override string ToString() => $"{Type}, {Assembly}";
}
