using System.Reflection;

namespace ActorServer.Admin.Page.Tests;

/// <summary>Directories that the build has told.</summary>
internal static class Places
{
    public static string Page => Of("PageDirectory");

    public static string Images => Of("ImagesDirectory");

    public static string Axe => Of("AxeDirectory");

    private static string Of(string key) =>
        Path.GetFullPath(typeof(Places).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!);
}
